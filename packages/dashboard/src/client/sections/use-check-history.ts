import { useMemo } from 'preact/hooks'
import { windowOf } from '../charts/time-window.ts'
import type { RangeSeries } from '../charts/query-range.ts'
import { useRangeQuery } from '../charts/use-range-query.ts'
import { usePage } from '../page-context.ts'
import type { Statuses } from '../parts/status-strip.tsx'

const POINTS = 90
/** The worst first: of several processes that check the same, the one that is worst off counts. */
const ORDER = ['error', 'warning', 'ok', 'unknown']
/** From this share of failed requests on a route is in warning, from the second on in error, as the hub judges it. */
const WARNING_RATIO = 0.05
const ERROR_RATIO = 0.5
const REQUESTS = 'http_server_request_duration_seconds_count'
const BY_ROUTE = 'by (service_name, http_request_method, http_route)'

/** What each check was over the time that is chosen; routes by how many of their requests failed. @param endMs - Asked for again when it changes. */
export function useCheckHistory(endMs: number): (service: string, name: string) => Statuses | undefined {
  const { address } = usePage()
  const window = useMemo(() => windowOf(address.range, endMs, POINTS), [address.range, endMs])
  const step = `${Math.max(60, window.stepMs / 1000)}s`
  const { series } = useRangeQuery(
    [
      `max by (service_name, cryo_check_name, cryo_check_status) (max_over_time(cryo_health_status[${step}]))`,
      `sum ${BY_ROUTE} (increase(${REQUESTS}[${step}])) > 0`,
      `sum ${BY_ROUTE} (increase(${REQUESTS}{http_response_status_code=~"5.."}[${step}]))`,
    ],
    window,
  )
  const byCheck = useMemo(() => {
    const [checks = [], requests = [], failures = []] = series ?? []
    return new Map([...routesOf(requests, failures), ...checksOf(checks)])
  }, [series])
  return (service, name) => byCheck.get(keyOf(service, name))
}

function checksOf(series: readonly RangeSeries[]): Map<string, Statuses> {
  const found = new Map<string, (string | null)[]>()
  const worstLast = series.toSorted((left, right) => rankOf(right) - rankOf(left))
  for (const { labels, values } of worstLast) {
    const key = keyOf(labels['service_name'], labels['cryo_check_name'])
    const statuses = found.get(key) ?? values.map(() => null)
    for (const [index, value] of values.entries())
      if (value === 1) statuses[index] = labels['cryo_check_status'] ?? null
    found.set(key, statuses)
  }
  return found
}

function routesOf(requests: readonly RangeSeries[], failures: readonly RangeSeries[]): Map<string, Statuses> {
  const failed = new Map(failures.map(({ labels, values }) => [routeKeyOf(labels), values]))
  return new Map(
    requests.map(({ labels, values }) => {
      const key = routeKeyOf(labels)
      return [
        key,
        values.map((count, index) => {
          if (count === null) return null
          const ratio = (failed.get(key)?.[index] ?? 0) / count
          return ratio >= ERROR_RATIO ? 'error' : ratio >= WARNING_RATIO ? 'warning' : 'ok'
        }),
      ]
    }),
  )
}

/** The hub names the check of a route by its method and path. */
function routeKeyOf(labels: RangeSeries['labels']): string {
  return keyOf(labels['service_name'], `${labels['http_request_method'] ?? ''} ${labels['http_route'] ?? ''}`)
}

function keyOf(service = '', name = ''): string {
  return `${service}\n${name}`
}

function rankOf({ labels }: RangeSeries): number {
  return ORDER.indexOf(labels['cryo_check_status'] ?? '')
}
