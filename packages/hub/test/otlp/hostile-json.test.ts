import { describe, expect, it } from 'vitest'
import { countLogRecords, decodeMetrics, decodeTraces } from '../../src/otlp/decode.ts'
import type { DecodedMetrics, DecodedTraces } from '../../src/otlp/decoded.ts'
import { OtlpDecodeError } from '../../src/otlp/otlp-decode-error.ts'
import { runSteps } from '../../src/otlp/steps.ts'

const IDS = { traceId: '0AF7651916CD43DD8448EB211C80319C', spanId: 'b7ad6b7169203331' }

function toBody(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

function traces(value: unknown): DecodedTraces {
  return runSteps(decodeTraces(toBody(value), 'application/json'))
}

function withSpans(...spans: unknown[]): unknown {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] }
}

function spanOf(span: object): DecodedTraces['resourceSpans'][0]['scopeSpans'][0]['spans'][0] | undefined {
  return traces(withSpans({ ...IDS, ...span })).resourceSpans[0]?.scopeSpans[0]?.spans[0]
}

function metrics(metric: object): DecodedMetrics {
  const body = toBody({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] })
  return runSteps(decodeMetrics(body, 'application/json'))
}

describe('OTLP in JSON', () => {
  it('has integers as numbers or text, enums as numbers or names, ids in any case', () => {
    const text = spanOf({
      kind: 'SPAN_KIND_SERVER',
      status: { code: 'STATUS_CODE_ERROR' },
      startTimeUnixNano: '1763800000123456789',
      endTimeUnixNano: 1.763_800_000_123_5e18,
      flags: '257',
    })
    expect(text).toMatchObject({ kind: 2, status: { code: 2 }, endMs: 1_763_800_000_123.5, flags: 257 })
    expect(text?.startMs).toBeCloseTo(1_763_800_000_123.456, 2)
    expect(text?.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(spanOf({ kind: 3, status: { code: 1 } })).toMatchObject({ kind: 3, status: { code: 1 } })
    expect(spanOf({ kind: 77, status: { code: 77, message: 'm' } })).toMatchObject({
      kind: 0,
      status: { code: 0 },
    })
  })

  it('may have fields that nobody knows, and null for absent ones', () => {
    expect(
      spanOf({ future: { a: [1] }, name: null, attributes: null, status: null, links: null })?.name,
    ).toBe('')
  })

  it('has every type of value', () => {
    const value = (any: object): unknown =>
      spanOf({ attributes: [{ key: 'k', value: any }] })?.attributes['k']
    expect(value({ intValue: '42' })).toBe(42)
    expect(value({ intValue: -7 })).toBe(-7)
    expect(value({ intValue: '9223372036854775807' })).toBe('9223372036854775807')
    expect(value({ doubleValue: 'NaN' })).toBeNaN()
    expect(value({ doubleValue: '-Infinity' })).toBe(Number.NEGATIVE_INFINITY)
    expect(value({ bytesValue: 'AQL/' })).toEqual(new Uint8Array([1, 2, 255]))
    expect(value({ arrayValue: { values: [{ boolValue: true }, {}] } })).toEqual([true, null])
    expect(value({ kvlistValue: { values: [{ key: 'a', value: { stringValue: 'b' } }] } })).toEqual({
      a: 'b',
    })
    expect(value({})).toBeNull()
  })

  it('cannot name an attribute so that it is more than data', () => {
    const span = spanOf({ attributes: [{ key: '__proto__', value: { stringValue: 'v' } }] })
    expect(Object.keys(span?.attributes ?? {})).toEqual(['__proto__'])
    expect(JSON.stringify(span?.attributes)).toBe('{"__proto__":"v"}')
  })

  it.each([
    ['not JSON', '{"resourceSpans":'],
    ['not an object', '[]'],
    ['null', 'null'],
    ['a wrong list', { resourceSpans: {} }],
    ['a wrong span', withSpans(7)],
    ['a wrong name', withSpans({ ...IDS, name: 7 })],
    ['a wrong time', withSpans({ ...IDS, startTimeUnixNano: 'yesterday' })],
    ['a wrong kind', withSpans({ ...IDS, kind: 'SERVER' })],
    ['a fraction for an integer', withSpans({ ...IDS, droppedEventsCount: 0.5 })],
    ['a wrong attribute', withSpans({ ...IDS, attributes: [{ key: 'k', value: 'v' }] })],
    ['a wrong integer', withSpans({ ...IDS, attributes: [{ key: 'k', value: { intValue: '1e3' } }] })],
  ])('is refused with a reason: %s', (_, body) => {
    expect(() => traces(body)).toThrow(OtlpDecodeError)
    expect(() => traces(body)).toThrow(/^[a-z].{5,}/)
  })

  it('is refused when it nests too deep', () => {
    let value: unknown = { stringValue: 'deep' }
    for (let level = 0; level < 17; level++) value = { arrayValue: { values: [value] } }
    expect(() => spanOf({ attributes: [{ key: 'k', value }] })).toThrow('nests deeper than 16 levels')
    expect(() => traces('['.repeat(200_000))).toThrow(OtlpDecodeError)
  })

  it('loses spans without sound ids, and says so', () => {
    const { spanCount, rejected } = traces(
      withSpans(
        IDS,
        {},
        { ...IDS, traceId: 'zz' },
        { ...IDS, spanId: '0'.repeat(16) },
        { ...IDS, parentSpanId: 'b7' },
        { ...IDS, traceId: 'CvdlGRbNQ92ESOshHIAxnA==' },
      ),
    )
    expect([spanCount, rejected.count]).toEqual([1, 5])
  })

  it('loses points that cannot be taken, and says so', () => {
    const time = { timeUnixNano: '1763800000000000000' }
    const gauge = metrics({
      name: 'g',
      gauge: { dataPoints: [{ ...time, asInt: '3' }, { asInt: '3' }, time] },
    })
    expect([gauge.pointCount, gauge.rejected.count]).toEqual([1, 2])
    const ended = metrics({ name: 'g', gauge: { dataPoints: [{ ...time, flags: 1 }] } })
    expect(ended.resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.points[0]?.flags).toBe(1)
    const sum = {
      dataPoints: [{ ...time, asDouble: 1 }],
      aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
    }
    expect(metrics({ name: 's', sum }).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]).toMatchObject({
      temporality: 'delta',
      monotonic: false,
    })
    const unsound = { ...time, bucketCounts: ['1'], explicitBounds: [1] }
    expect(
      metrics({ name: 'h', histogram: { aggregationTemporality: 2, dataPoints: [unsound] } }).rejected.count,
    ).toBe(1)
  })

  it('counts log records', () => {
    const body = toBody({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}] }, {}] }, {}] })
    expect(countLogRecords(body, 'application/json')).toBe(2)
    expect(() => countLogRecords(toBody('{'), 'application/json')).toThrow(OtlpDecodeError)
  })
})
