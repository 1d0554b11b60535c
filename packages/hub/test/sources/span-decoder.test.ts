import { ControlBlock, RingReader, RingWriter, SpanEncoder } from '@cryo/protocol'
import type { EncodableSpan } from '@cryo/protocol'
import { describe, expect, it } from 'vitest'

import { createResource } from '../../src/otlp/resource.ts'
import type { Span } from '../../src/otlp/span.ts'
import { SpanDecoder } from '../../src/sources/span-decoder.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

function createLine(bytes = 1024 * 1024) {
  const control = new ControlBlock('application')
  const buffer = new SharedArrayBuffer(bytes)
  const encoder = new SpanEncoder(new RingWriter(control, buffer))
  const reader = new RingReader(control, buffer)
  const resource = createResource()
  const read = (strings: readonly string[] = [], from = reader): Span[] => {
    const decoder = new SpanDecoder(resource, strings)
    const spans: Span[] = []
    for (let record = from.next(); record !== null; record = from.next()) {
      const span = decoder.decode(record)
      if (span !== null) spans.push(span)
    }
    return spans
  }
  return { control, buffer, encoder, reader, resource, read }
}

function createSpan(change: Partial<EncodableSpan> = {}): EncodableSpan {
  return {
    name: 'screen',
    kind: 0,
    spanContext: () => ({ traceId: TRACE, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
    startMs: 1_795_000_000_000.25,
    endMs: 1_795_000_000_001.5,
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...change,
  }
}

describe('span codec', () => {
  it('carries every field', () => {
    const { encoder, read, resource } = createLine()
    const span = createSpan({
      name: 'fit α',
      kind: 2,
      parentSpanContext: { traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true },
      status: { code: 2, message: 'no convergence' },
      attributes: {
        text: 'Tg −83 °C',
        empty: '',
        int: -7,
        double: 0.1,
        huge: 2 ** 40,
        notANumber: Number.NaN,
        yes: true,
        no: false,
        list: ['a', 'b'],
        numbers: [1, 2.5],
        ['__proto__']: 'data',
      },
      events: [
        { name: 'exception', timeMs: 1_795_000_000_001, attributes: { 'exception.type': 'RangeError' } },
        { name: 'bare', timeMs: 1_795_000_000_001.125 },
      ],
      links: [
        {
          context: { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: 0 },
          attributes: { resumed: true },
        },
        { context: { traceId: 'd'.repeat(32), spanId: 'c'.repeat(16), traceFlags: 0 } },
      ],
      instrumentationScope: { name: '@cryo/test', version: '1.2.3' },
      droppedAttributesCount: 1,
      droppedEventsCount: 2,
      droppedLinksCount: 3,
    })
    Object.defineProperty(span.attributes, '__proto__', { value: 'data', enumerable: true })
    expect(encoder.encode(span)).toBe('written')
    const [decoded] = read()
    expect(decoded).toMatchObject({
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      flags: 0x301,
      name: 'fit α',
      kind: 3,
      startMs: 1_795_000_000_000.25,
      endMs: 1_795_000_000_001.5,
      status: { code: 2, message: 'no convergence' },
      droppedAttributesCount: 1,
      droppedEventsCount: 2,
      droppedLinksCount: 3,
      scope: { name: '@cryo/test', version: '1.2.3' },
    })
    expect(decoded?.resource).toBe(resource)
    expect(Object.entries(decoded?.attributes ?? {})).toEqual(Object.entries(span.attributes))
    expect(decoded?.events.map(({ name, timeMs, attributes }) => [name, timeMs, { ...attributes }])).toEqual([
      ['exception', 1_795_000_000_001, { 'exception.type': 'RangeError' }],
      ['bare', 1_795_000_000_001.125, {}],
    ])
    expect(
      decoded?.links.map(({ traceId, spanId, attributes }) => [traceId, spanId, { ...attributes }]),
    ).toEqual([
      ['f'.repeat(32), 'e'.repeat(16), { resumed: true }],
      ['d'.repeat(32), 'c'.repeat(16), {}],
    ])
  })

  it('announces a span that is open', () => {
    const { encoder, read } = createLine()
    encoder.encode(createSpan(), true)
    expect(read()[0]?.endMs).toBeNaN()
  })

  it('keeps texts apart where a cut or a lone surrogate meets its other half', () => {
    const { encoder, read } = createLine()
    encoder.encode(
      createSpan({ attributes: { first: `${'x'.repeat(16_383)}\u{1D6FC}`, second: '\uDEFC!', third: 'ok' } }),
    )
    const [span] = read()
    expect(span?.attributes['third']).toBe('ok')
    expect(String(span?.attributes['first'])).toHaveLength(16_384)
  })

  it('cuts long texts and refuses a span of too many', () => {
    const { encoder, read } = createLine()
    expect(
      encoder.encode(createSpan({ attributes: { long: 'y'.repeat(5_000_000), list: ['z'.repeat(20_000)] } })),
    ).toBe('written')
    const [span] = read()
    expect(String(span?.attributes['long'])).toHaveLength(16_384)
    expect(String(span?.attributes['list'])).toHaveLength(16_384)
    const many = Object.fromEntries(
      Array.from({ length: 128 }, (_, index) => [`k${index}`, 'z'.repeat(16_384)]),
    )
    expect(encoder.encode(createSpan({ attributes: many }))).toBe('too_large')
  })

  it('lets a second hub read on, given the strings announced so far', () => {
    const { control, buffer, encoder, reader, read } = createLine()
    encoder.encode(createSpan({ attributes: { key: 1 } }))
    read()
    reader.release(reader.position)
    encoder.encode(createSpan({ name: 'next', attributes: { key: 2 } }))
    const [span] = read(encoder.table.strings, new RingReader(control, buffer))
    expect(span?.name).toBe('next')
    expect(span?.attributes['key']).toBe(2)
    expect(span?.scope.name).toBe('test')
  })

  it('writes keys out once the table of strings is full', () => {
    const { encoder, read, reader } = createLine()
    for (let index = 0; index < 6000; index++) {
      reader.release(skipAll(reader))
      expect(encoder.encode(createSpan({ attributes: { [`key ${index}`]: index } }))).toBe('written')
    }
    const last = read(encoder.table.strings)
    expect(last.at(-1)?.attributes['key 5999']).toBe(5999)
    expect(encoder.table.strings).toHaveLength(4096)
  })
})

function skipAll(reader: RingReader): number {
  while (reader.next() !== null) continue
  return reader.position
}
