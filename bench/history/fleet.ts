import { createSeededRandom } from '@cryo/testing'

const BOUNDS = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.075',
  '0.1',
  '0.25',
  '0.5',
  '0.75',
  '1',
  '2.5',
  '5',
  '7.5',
  '10',
]
const SERIES_PER_ROUTE = BOUNDS.length + 3
/** Of each route's histogram, and then gauges and counters as a process has them. */
const OTHERS = 0.3

/** Series as applications have them, which go on as time does. */
export interface Fleet {
  readonly labels: readonly Readonly<Record<string, string>>[]
  /** Values of now, in the order of the labels. */
  readonly values: Float64Array
  advance(timeMs: number): void
}

/** Makes so many series: histograms of routes, most of them with little traffic, counters, and gauges. */
export function createFleet(count: number): Fleet {
  const random = createSeededRandom(3)
  const routes = Math.floor((count * (1 - OTHERS)) / SERIES_PER_ROUTE)
  const common = { service_name: 'shop', service_instance_id: '0b1c', job: 'shop', instance: '0b1c' }
  const labels: Record<string, string>[] = []
  for (let route = 0; route < routes; route++) {
    const own = { ...common, http_route: `/route/${route}`, http_request_method: 'GET' }
    const name = 'http_server_request_duration_seconds'
    for (const le of [...BOUNDS, '+Inf']) labels.push({ ...own, __name__: `${name}_bucket`, le })
    labels.push({ ...own, __name__: `${name}_count` }, { ...own, __name__: `${name}_sum` })
  }
  const others = count - labels.length
  const kinds = ['heap_bytes', 'cpu_ratio', 'active', 'items_total', 'threshold'] as const
  for (let index = 0; index < others; index++) {
    labels.push({ ...common, __name__: `process_${kinds[index % kinds.length]}`, part: String(index) })
  }
  const values = new Float64Array(labels.length)
  return {
    labels,
    values,
    advance(timeMs) {
      const hour = (timeMs / 3_600_000) % 24
      const load = 0.3 + 0.7 * Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI))
      for (let route = 0; route < routes; route++) {
        const requests = Math.floor((load * 40 * random()) / (1 + route))
        const from = route * SERIES_PER_ROUTE
        for (let request = 0; request < requests; request++) {
          const seconds = 0.004 * (1 + route / 5) * Math.exp(random() * 4)
          for (let bucket = BOUNDS.length; bucket >= 0; bucket--) {
            if (bucket < BOUNDS.length && seconds > Number(BOUNDS[bucket])) break
            values[from + bucket] = (values[from + bucket] ?? 0) + 1
          }
          values[from + BOUNDS.length + 1] = (values[from + BOUNDS.length + 1] ?? 0) + 1
          values[from + BOUNDS.length + 2] = (values[from + BOUNDS.length + 2] ?? 0) + seconds
        }
      }
      for (let index = 0; index < others; index++) {
        const at = routes * SERIES_PER_ROUTE + index
        const value = values[at] ?? 0
        values[at] =
          [
            () => Math.round(6e7 + 2e7 * random()),
            () => load * 0.4 + random() * 0.1,
            () => Math.floor(load * 5 * random()),
            () => value + Math.floor(random() * 3 * load),
            () => 85,
          ][index % kinds.length]?.() ?? 0
      }
    },
  }
}
