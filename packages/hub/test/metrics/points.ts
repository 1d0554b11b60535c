import { toAttributes } from '../../src/otlp/attributes.ts'
import { type Metric, NO_EXEMPLARS, type NumberPoint, type ResourceMetrics } from '../../src/otlp/metric.ts'
import { createResource, createScope, type Resource } from '../../src/otlp/resource.ts'
import { ingestMetrics, type IngestCounts } from '../../src/metrics/ingest-metrics.ts'
import type { SeriesStore } from '../../src/metrics/series-store.ts'
import type { Source } from '../../src/metrics/series.ts'
import { toOtlp } from '../../src/metrics/to-otlp.ts'
import { runSteps } from '../../src/otlp/steps.ts'

export const START_MS = 1_763_800_000_000
export const RESOURCE: Resource = createResource(
  toAttributes({ 'service.name': 'shop', 'service.instance.id': 'a' }),
)

/** A number point a second after the start unless given otherwise. */
export function point(value: number, more: Partial<NumberPoint> & { route?: string } = {}): NumberPoint {
  const { route, ...fields } = more
  return {
    attributes: toAttributes(route === undefined ? {} : { route }),
    startMs: START_MS,
    timeMs: START_MS + 1000,
    flags: 0,
    value,
    isInt: false,
    exemplars: NO_EXEMPLARS,
    ...fields,
  }
}

export function counter(...points: NumberPoint[]): Metric {
  return { ...names('requests'), type: 'sum', monotonic: true, temporality: 'cumulative', points }
}

export function deltaCounter(...points: NumberPoint[]): Metric {
  return { ...names('requests'), type: 'sum', monotonic: true, temporality: 'delta', points }
}

export function upDownCounter(...points: NumberPoint[]): Metric {
  return { ...names('active'), type: 'sum', monotonic: false, temporality: 'cumulative', points }
}

export function gauge(...points: NumberPoint[]): Metric {
  return { ...names('temperature'), type: 'gauge', points }
}

export function histogram(
  counts: number[],
  more: { bounds?: number[]; timeMs?: number; temporality?: 'cumulative' | 'delta'; sum?: number } = {},
): Metric {
  const { bounds = [1, 10], timeMs = START_MS + 1000, temporality = 'cumulative' } = more
  const count = counts.reduce((sum, each) => sum + each, 0)
  const totals = { count, sum: more.sum ?? count, min: 0, max: 1, bounds, counts }
  return {
    ...names('duration'),
    type: 'histogram',
    temporality,
    points: [{ ...point(0, { timeMs }), ...totals }],
  }
}

function names(name: string): { name: string; description: string; unit: string } {
  return { name, description: `About ${name}.`, unit: '' }
}

export function request(metrics: Metric[], resource: Resource = RESOURCE): ResourceMetrics[] {
  return [{ resource, scopeMetrics: [{ scope: createScope('lib', '1'), metrics }] }]
}

export function ingest(store: SeriesStore, metric: Metric, source: Source = ''): IngestCounts {
  return runSteps(ingestMetrics(store, request([metric]), source))
}

/** All points of the store, with the names of their metrics. */
export function exported(
  store: SeriesStore,
): (Metric['points'][number] & { name: string; type: Metric['type'] })[] {
  return flatten(toOtlp(store))
}

export function flatten(
  batches: Iterable<ResourceMetrics[]>,
): (Metric['points'][number] & { name: string; type: Metric['type'] })[] {
  return [...batches]
    .flat()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) =>
        metrics.flatMap(({ name, type, points }) => points.map((each) => ({ ...each, name, type }))),
      ),
    )
}
