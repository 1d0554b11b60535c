import { decodeRequest } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { decodeMetrics, decodeTraces } from '../../src/otlp/decode.ts'
import { encodeMetrics } from '../../src/otlp/protobuf/encode-metrics.ts'
import { encodeTraces } from '../../src/otlp/protobuf/encode-traces.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { METRICS, TRACES } from './sample-telemetry.ts'

const PROTOBUF = { 'content-type': 'application/x-protobuf' }

describe('the encoders', () => {
  it('write traces that decode to what they were', () => {
    const decoded = runSteps(decodeTraces(encodeTraces(TRACES), 'application/x-protobuf'))
    expect(decoded.resourceSpans).toEqual(TRACES)
    expect(decoded.rejected.count).toBe(0)
  })

  it('write metrics that decode to what they were', () => {
    const decoded = runSteps(decodeMetrics(encodeMetrics(METRICS), 'application/x-protobuf'))
    expect(decoded.resourceMetrics).toEqual(METRICS)
    expect([decoded.pointCount, decoded.rejected.count]).toEqual([9, 0])
  })

  it('write spans that another decoder reads', () => {
    const { spans } = decodeRequest('/v1/traces', PROTOBUF, encodeTraces(TRACES))
    expect(spans).toHaveLength(2)
    expect(spans[0]).toMatchObject({
      name: 'full',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: '00f067aa0ba902b7',
      traceState: 'a=b',
      kind: 'client',
      startTimeUnixNano: 1_763_800_000_123_250_000n,
      endTimeUnixNano: 1_763_800_000_124_500_000n,
      droppedAttributesCount: 1,
      status: { code: 'error', message: 'bad' },
      flags: 0x301,
      events: [{ name: 'e', timeUnixNano: 1_763_800_000_123_500_000n, attributes: { m: 'z' } }, { name: '' }],
      links: [
        { traceId: '1af7651916cd43dd8448eb211c80319c', spanId: 'c7ad6b7169203331', attributes: { l: 1 } },
      ],
      scope: { name: 'a.library', version: '9', attributes: { q: 1 } },
    })
    expect(spans[0]?.resource['list']).toEqual(['x', 1, [true, null]])
    expect(spans[0]?.resource['negative']).toBe(-5)
  })

  it('write metrics that another decoder reads', () => {
    const { metrics } = decodeRequest('/v1/metrics', PROTOBUF, encodeMetrics(METRICS))
    expect(
      metrics.map(({ name, type, temporality, monotonic }) => [name, type, temporality, monotonic]),
    ).toEqual([
      ['gauge', 'gauge', undefined, undefined],
      ['sum', 'sum', 'delta', true],
      ['histogram', 'histogram', 'cumulative', undefined],
      ['exponential', 'exponentialHistogram', 'cumulative', undefined],
      ['summary', 'summary', undefined, undefined],
    ])
    expect(metrics[0]?.points.map(({ value, noRecordedValue }) => [value, noRecordedValue])).toEqual([
      [-2.5, false],
      [-3, false],
      [undefined, true],
    ])
    expect(metrics[0]?.points[0]?.timeUnixNano).toBe(1_763_800_060_000_750_000n)
    expect(metrics[2]?.points[1]).toMatchObject({
      bucketCounts: [0, 2 ** 40, 3],
      explicitBounds: [1, 2.5],
      sum: 1.5,
    })
  })
})
