import { describe, expect, it } from 'vitest'
import type { DecodedMetrics, DecodedTraces } from '../../src/otlp/decoded.ts'
import { OtlpDecodeError } from '../../src/otlp/otlp-decode-error.ts'
import { countLogRecordsProtobuf } from '../../src/otlp/protobuf/count-log-records.ts'
import { decodeMetricsProtobuf } from '../../src/otlp/protobuf/decode-metrics.ts'
import { decodeTracesProtobuf } from '../../src/otlp/protobuf/decode-traces.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { bytesField, fixed64Field, join, textField, varint, varintField } from './protobuf-bytes.ts'

const IDS = join(bytesField(1, new Uint8Array(16).fill(1)), bytesField(2, new Uint8Array(8).fill(2)))
const TIME = fixed64Field(3, 1_763_800_000_000_000_000n)

function traces(body: Uint8Array): DecodedTraces {
  return runSteps(decodeTracesProtobuf(body))
}

/** A request with one span of these fields. */
function withSpan(...fields: Uint8Array[]): Uint8Array {
  return bytesField(1, bytesField(2, bytesField(2, join(...fields))))
}

function spanOf(
  ...fields: Uint8Array[]
): DecodedTraces['resourceSpans'][0]['scopeSpans'][0]['spans'][0] | undefined {
  return traces(withSpan(IDS, ...fields)).resourceSpans[0]?.scopeSpans[0]?.spans[0]
}

/** A request with one metric: `field` holds its data. */
function metrics(field: number, ...data: Uint8Array[]): DecodedMetrics {
  const metric = join(textField(1, 'm'), bytesField(field, join(...data)))
  return runSteps(decodeMetricsProtobuf(bytesField(1, bytesField(2, bytesField(2, metric)))))
}

function nested(depth: number): Uint8Array {
  let value: Uint8Array = textField(1, 'deep')
  for (let level = 0; level < depth; level++) value = bytesField(5, bytesField(1, value))
  return bytesField(9, join(textField(1, 'k'), bytesField(2, value)))
}

describe('a hostile protobuf body', () => {
  it('is refused with a reason when it is cut anywhere but between two fields', () => {
    const whole = withSpan(IDS, textField(5, 'name'), nested(2))
    for (let length = 1; length < whole.length; length++) {
      expect(() => traces(whole.subarray(0, length)), `cut at ${length}`).toThrow(OtlpDecodeError)
    }
    expect(traces(whole).spanCount).toBe(1)
    expect(traces(new Uint8Array(0)).spanCount).toBe(0)
  })

  it.each([
    ['a length beyond the body', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f), /bytes announced/],
    ['a length of 2^63', join(Uint8Array.of(0x0a), varint(2n ** 63n)), /bytes announced/],
    ['a varint without end', new Uint8Array(64).fill(0xff), /varint/],
    ['a varint that the body cuts', Uint8Array.of(0x0a, 0x80), /./],
    ['a group', Uint8Array.of(0x0b), /wire type 3/],
    ['field number 0', Uint8Array.of(0x02, 0x00), /field number 0/],
    ['a field that outlives its message', Uint8Array.of(0x0a, 0x02, 0x7a, 0x05, 1, 2, 3, 4, 5), /runs over/],
    ['text', new TextEncoder().encode('{"resourceSpans":[]}'), /./],
  ])('is refused for %s', (_, body, reason) => {
    expect(() => traces(body)).toThrow(OtlpDecodeError)
    expect(() => traces(body)).toThrow(reason)
  })

  it('is refused when a field has another wire type than it should', () => {
    expect(() => traces(varintField(1, 5n))).toThrow('field 1 of ExportTraceServiceRequest has wire type 0')
    expect(() => spanOf(varintField(5, 1n))).toThrow('field 5 of Span has wire type 0')
    expect(() => metrics(7, bytesField(2, new Uint8Array(1)))).toThrow('field 2 of sum has wire type 2')
    expect(() => countLogRecordsProtobuf(varintField(1, 5n))).toThrow(OtlpDecodeError)
  })

  it('may have fields that nobody knows', () => {
    const future = join(varintField(99, 7n), bytesField(500, new Uint8Array(9)), fixed64Field(77, 1n))
    expect(spanOf(future, textField(5, 'known'))?.name).toBe('known')
    expect(traces(join(future, withSpan(IDS))).spanCount).toBe(1)
  })

  it('may nest values to a depth that nobody reaches, and no deeper', () => {
    let value = spanOf(nested(16))?.attributes['k']
    for (let level = 0; level < 16; level++) value = (value as unknown[])[0] as typeof value
    expect(value).toBe('deep')
    expect(() => spanOf(nested(17))).toThrow('nests deeper than 16 levels')
    expect(() => spanOf(nested(3000))).toThrow(OtlpDecodeError)
  })

  it('loses a span without sound ids, and says so', () => {
    const body = bytesField(
      1,
      bytesField(
        2,
        join(
          bytesField(2, IDS),
          bytesField(
            2,
            join(bytesField(1, new Uint8Array(15).fill(1)), bytesField(2, new Uint8Array(8).fill(2))),
          ),
          bytesField(2, join(bytesField(1, new Uint8Array(16)), bytesField(2, new Uint8Array(8).fill(2)))),
          bytesField(2, join(IDS, bytesField(4, new Uint8Array(7).fill(3)))),
          bytesField(2, new Uint8Array(0)),
        ),
      ),
    )
    const { spanCount, rejected } = traces(body)
    expect([spanCount, rejected.count]).toEqual([1, 4])
    expect(rejected.reason).toMatch(/trace id/)
  })

  it('loses a link without sound ids, and counts it', () => {
    const span = spanOf(bytesField(13, textField(3, 'no ids')), bytesField(13, IDS), varintField(14, 2n))
    expect([span?.links.length, span?.droppedLinksCount]).toEqual([1, 3])
  })

  it('cannot name an attribute so that it is more than data', () => {
    const attribute = (key: string): Uint8Array =>
      bytesField(9, join(textField(1, key), bytesField(2, textField(1, 'v'))))
    const span = spanOf(attribute('__proto__'), attribute('constructor'), attribute('toString'))
    expect(Object.keys(span?.attributes ?? {})).toEqual(['__proto__', 'constructor', 'toString'])
    expect(span?.attributes['hasOwnProperty']).toBeUndefined()
    expect(({} as Record<string, unknown>)['v']).toBeUndefined()
  })

  it('may hold ill-formed UTF-8, which becomes U+FFFD', () => {
    const text = (bytes: number[]): Uint8Array => bytesField(5, Uint8Array.from(bytes))
    expect(spanOf(text([0x61, 0xff, 0x62]))?.name).toBe('a\u{fffd}b')
    expect(spanOf(text([0xed, 0xa0, 0x80]))?.name).toMatch(/^\u{fffd}+$/u)
    expect(spanOf(text(Array.from({ length: 100 }, () => 0xc3)))?.name).toMatch(/^\u{fffd}+$/u)
  })

  it('makes no object for two bytes: events past 1,024 and values past 4,096 are counted, not kept', () => {
    const events = spanOf(join(...Array.from({ length: 3000 }, () => bytesField(11, new Uint8Array(0)))))
    expect([events?.events.length, events?.droppedEventsCount]).toEqual([1024, 1976])
    const many = Array.from({ length: 5000 }, (_, index) => bytesField(9, textField(1, `k${index}`)))
    const span = spanOf(...many)
    expect([Object.keys(span?.attributes ?? {}).length, span?.droppedAttributesCount]).toEqual([4096, 904])
    const nulls = bytesField(5, join(...Array.from({ length: 9000 }, () => bytesField(1, new Uint8Array(0)))))
    const list = spanOf(bytesField(9, join(textField(1, 'k'), bytesField(2, nulls))))?.attributes['k']
    expect(list).toHaveLength(4095)
  })

  it('is not kept in memory by a value of bytes', () => {
    const value = bytesField(2, bytesField(7, Uint8Array.of(1, 2, 3)))
    const body = Buffer.from(withSpan(IDS, bytesField(9, join(textField(1, 'k'), value))))
    const [span] = traces(body).resourceSpans[0]?.scopeSpans[0]?.spans ?? []
    body.fill(0)
    expect(span?.attributes['k']).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('keeps an integer beyond 2^53 exactly, as text', () => {
    const integer = (value: bigint): unknown =>
      spanOf(bytesField(9, join(textField(1, 'n'), bytesField(2, varintField(3, value)))))?.attributes['n']
    expect(integer(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER)
    expect(integer(2n ** 63n - 1n)).toBe('9223372036854775807')
    expect(integer(2n ** 64n - 5n)).toBe(-5)
    expect(integer(2n ** 63n)).toBe('-9223372036854775808')
  })

  it('loses points without time, value, sound buckets or scale, and says so', () => {
    const value = fixed64Field(4, 0n)
    const gauge = metrics(5, bytesField(1, join(TIME, value)), bytesField(1, value), bytesField(1, TIME))
    expect([gauge.pointCount, gauge.rejected.count, gauge.rejected.reason]).toEqual([
      1,
      2,
      'a point without a time',
    ])
    const buckets = (bounds: number[], counts: number): Uint8Array =>
      bytesField(
        1,
        join(
          TIME,
          bytesField(6, new Uint8Array(counts * 8)),
          bytesField(7, new Uint8Array(Float64Array.from(bounds).buffer)),
        ),
      )
    const histogram = metrics(
      9,
      varintField(2, 2n),
      buckets([1, 2], 3),
      buckets([1, 2], 2),
      buckets([2, 1], 3),
    )
    expect([histogram.pointCount, histogram.rejected.count]).toEqual([1, 2])
    expect(metrics(9, varintField(2, 2n), buckets([Number.NaN], 2)).rejected.count).toBe(1)
    // A zigzag of 80 is a scale of 40.
    expect(
      metrics(10, varintField(2, 2n), bytesField(1, join(TIME, varintField(6, 80n)))).rejected.count,
    ).toBe(1)
  })

  it('loses a sum that says neither cumulative nor delta, and one without a name', () => {
    const point = bytesField(1, join(TIME, fixed64Field(4, 0n)))
    expect(metrics(7, point, point).rejected).toMatchObject({
      count: 2,
      reason: 'sum m without a temporality',
    })
    const nameless = bytesField(1, bytesField(2, bytesField(2, bytesField(5, point))))
    expect(runSteps(decodeMetricsProtobuf(nameless)).rejected.count).toBe(1)
  })
})

describe('a large protobuf body', () => {
  it('is decoded in steps', () => {
    const span = bytesField(2, join(IDS, textField(5, 'x'.repeat(500))))
    const spans = bytesField(1, bytesField(2, join(...Array.from({ length: 1000 }, () => span))))
    const steps = [...countSteps(decodeTracesProtobuf(spans))]
    expect(steps.length).toBeGreaterThanOrEqual(8)
    const empty = join(...Array.from({ length: 100_000 }, () => bytesField(1, new Uint8Array(0))))
    expect([...countSteps(decodeTracesProtobuf(empty))].length).toBeGreaterThanOrEqual(3)
    const point = bytesField(1, join(TIME, fixed64Field(4, 0n), bytesField(99, new Uint8Array(480))))
    const metric = join(textField(1, 'm'), bytesField(5, join(...Array.from({ length: 1000 }, () => point))))
    const request = bytesField(1, bytesField(2, bytesField(2, metric)))
    expect([...countSteps(decodeMetricsProtobuf(request))].length).toBeGreaterThanOrEqual(6)
  })
})

function* countSteps(steps: Generator<undefined, unknown, undefined>): Generator<true> {
  while (steps.next().done !== true) yield true
}
