import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer'
import { describe, expect, it } from 'vitest'
import { decodeMetrics, decodeTraces } from '../../src/otlp/decode.ts'
import { SPAN_KIND, STATUS_CODE } from '../../src/otlp/span.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { collectMetrics, recordSpans } from './sdk-telemetry.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'

describe('what OpenTelemetry itself sends', () => {
  it('decodes its spans, alike from protobuf and JSON', async () => {
    const recorded = await recordSpans()
    const decoded = runSteps(decodeTraces(ProtobufTraceSerializer.serializeRequest(recorded)!, PROTOBUF))
    expect(runSteps(decodeTraces(JsonTraceSerializer.serializeRequest(recorded)!, JSON_TYPE))).toEqual(
      decoded,
    )

    expect([decoded.spanCount, decoded.rejected.count]).toEqual([3, 0])
    const [group] = decoded.resourceSpans
    expect(group?.resource.attributes['telemetry.sdk.language']).toBe('nodejs')
    expect(group?.scopeSpans.map(({ scope, spans }) => [scope.name, scope.version, spans.length])).toEqual([
      ['a.library', '1.2.3', 2],
      ['other', '', 1],
    ])
    const [child, root] = group?.scopeSpans[0]?.spans ?? []
    expect(root).toMatchObject({
      traceId: recorded[1]?.spanContext().traceId,
      spanId: recorded[1]?.spanContext().spanId,
      parentSpanId: '',
      name: 'GET /items/:id',
      kind: SPAN_KIND.server,
      endMs: 1_763_800_001_000,
      status: { code: STATUS_CODE.unset, message: '' },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        ratio: 0.5,
        cached: false,
      },
    })
    expect(root?.startMs).toBeCloseTo(1_763_800_000_123.456, 2)
    expect(child).toMatchObject({
      name: 'größer, länger und mit mehr Text als eine kurze Zeichenkette',
      kind: SPAN_KIND.client,
      status: { code: STATUS_CODE.error, message: 'boom' },
      links: [
        {
          traceId: '1af7651916cd43dd8448eb211c80319c',
          spanId: 'c7ad6b7169203331',
          flags: 0x301,
          attributes: { why: 'retry' },
        },
      ],
    })
    expect(child?.attributes['tags']).toEqual(['a', 'b'])
    expect(child?.attributes['sizes']).toEqual([1, 2.5])
    expect(child?.attributes['long']).toHaveLength(500)
    expect(child?.events.map(({ name }) => name)).toEqual(['retried', 'exception'])
    expect(child?.events[0]).toMatchObject({ timeMs: 1_763_800_000_200, attributes: { attempt: 2 } })
    expect(child?.resource).toBe(group?.resource)
    expect(child?.scope).toBe(group?.scopeSpans[0]?.scope)
  })

  it('decodes its metrics, alike from protobuf and JSON', async () => {
    const collected = await collectMetrics()
    const decoded = runSteps(decodeMetrics(ProtobufMetricsSerializer.serializeRequest(collected)!, PROTOBUF))
    expect(runSteps(decodeMetrics(JsonMetricsSerializer.serializeRequest(collected)!, JSON_TYPE))).toEqual(
      decoded,
    )

    expect([decoded.pointCount, decoded.rejected.count]).toEqual([6, 0])
    const metrics = decoded.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []
    const find = (name: string): object | undefined => metrics.find((metric) => metric.name === name)
    expect(find('requests')).toMatchObject({
      type: 'sum',
      unit: '{request}',
      description: 'Requests.',
      monotonic: true,
      temporality: 'cumulative',
      points: [
        { attributes: { route: '/a', code: 200 }, value: 3, isInt: false, flags: 0 },
        { attributes: { route: '/b', code: 500 }, value: 0.5 },
      ],
    })
    expect(find('active')).toMatchObject({ type: 'sum', monotonic: false, points: [{ value: -2 }] })
    expect(find('temperature')).toMatchObject({
      type: 'gauge',
      points: [{ value: -1.5, attributes: { room: 'ä' } }],
    })
    expect(find('duration')).toMatchObject({
      type: 'histogram',
      temporality: 'cumulative',
      points: [{ bounds: [0.1, 1, 10], counts: [2, 1, 0, 1], count: 4, sum: 20.65, min: 0.05, max: 20 }],
    })
    const exponential = find('exponential')
    expect(exponential).toMatchObject({
      type: 'exponentialHistogram',
      points: [{ count: 5, zeroCount: 1, min: 0 }],
    })
    const times = metrics.flatMap(({ points }) =>
      points.map(({ startMs, timeMs }) => timeMs >= startMs && startMs > 1e12),
    )
    expect(times).toEqual([true, true, true, true, true, true])
  })
})
