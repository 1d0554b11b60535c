import { METRIC_HTTP_ROUTE } from '@cryo/conventions'
import type { CheckStatus } from '@cryo/conventions'
import type { HealthCheckReport } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import { bucketQuantile } from '../report/bucket-quantile.ts'
import { attributeOf, numberOf, seriesOf } from '../report/series-values.ts'
import { ROUTES } from '../report/traffic-kinds.ts'
import type { RouteLabel } from '../report/traffic-kinds.ts'
import { collectTraffic } from '../report/traffic.ts'
import type { TrafficRow } from '../report/traffic.ts'
import { TrafficWindow } from '../report/traffic-window.ts'
import { FailureRuns } from './failure-runs.ts'
import { compareChecks } from './worst-check.ts'

/** Eleven marks of half a minute span five. */
const WINDOW = { stepMs: 30_000, marks: 11, maxKeys: 500 }
/** Routes that are told, those that fail and the busiest first. */
const SHOWN_ROUTES = 20
/** Routes that are told though nobody has called them. */
const SHOWN_UNCALLED = 200
/** From this share of failed requests on it is a warning, from the second on an error. */
const WARNING_RATIO = 0.05
const ERROR_RATIO = 0.5
/** Method of a route that takes all of them. */
const ANY_METHOD = 'ALL'

/**
 * Tells how routes are from the requests that they really get: by failures in a row and by their share over five
 * minutes. A route that the application has and nobody called is unknown.
 */
export class RouteChecks {
  readonly #window = new TrafficWindow(WINDOW)
  readonly #runs = new FailureRuns(WINDOW.maxKeys)

  /** Takes note of the totals; called every few seconds. */
  observe(store: SeriesStore, timeMs: number): void {
    const rows = collectTraffic(store, ROUTES)
    for (const [key, { totals }] of rows) {
      this.#window.observe(key, timeMs, totals)
      this.#runs.observe(key, timeMs, totals)
    }
    this.#window.retain(new Set(rows.keys()))
    this.#runs.retain(rows)
  }

  /** @param apiErrors - Failures in a row from which on a route is in error. */
  report(store: SeriesStore, timeMs: number, apiErrors: number): HealthCheckReport[] {
    const rows = [...collectTraffic(store, ROUTES).values()].filter(({ totals }) => totals.count > 0)
    const counts = new Map<HealthCheckReport, number>()
    for (const row of rows) counts.set(this.#judge(row, timeMs, apiErrors), row.totals.count)
    const called = [...counts.keys()].toSorted(
      (left, right) => rank(left) - rank(right) || (counts.get(right) ?? 0) - (counts.get(left) ?? 0),
    )
    return [...called.slice(0, SHOWN_ROUTES).toSorted(compareChecks), ...reportUncalled(store, rows)]
  }

  #judge({ label, totals }: TrafficRow<RouteLabel>, timeMs: number, apiErrors: number): HealthCheckReport {
    const { key, service } = label
    const { count, failures, buckets } = this.#window.within(key, timeMs, totals)
    const { inARow, lastMs } = this.#runs.find(key)
    const ratio = count === 0 ? 0 : failures / count
    const p95 = bucketQuantile(0.95, buckets, totals.bounds)
    return {
      service,
      name: nameOf(label),
      kind: 'api',
      status: count === 0 ? 'unknown' : judgeRatio(ratio, failures, inARow, apiErrors),
      message: count === 0 ? 'not called in the last 5 minutes' : describe(count, failures),
      durationSeconds: p95,
      failuresInARow: inARow,
      checkedAt: lastMs === null ? null : new Date(lastMs),
      required: false,
    }
  }
}

function judgeRatio(ratio: number, failures: number, inARow: number, apiErrors: number): CheckStatus {
  if (inARow >= apiErrors || (ratio >= ERROR_RATIO && failures >= apiErrors)) return 'error'
  return ratio >= WARNING_RATIO ? 'warning' : 'ok'
}

function describe(count: number, failures: number): string | null {
  return failures === 0 ? null : `${failures} of ${count} requests failed in the last 5 minutes`
}

function rank({ status }: HealthCheckReport): number {
  return status === 'error' ? 0 : status === 'warning' ? 1 : 2
}

function nameOf({ method, route }: RouteLabel): string {
  return `${method} ${route === '' ? '(no route)' : route}`
}

/** Routes that the application told of and that nobody has called. */
function reportUncalled(
  store: SeriesStore,
  rows: readonly { readonly label: RouteLabel }[],
): HealthCheckReport[] {
  const called = new Set<string>()
  for (const { label } of rows) {
    called.add([label.service, label.method, label.route].join('\n'))
    called.add([label.service, ANY_METHOD, label.route].join('\n'))
  }
  const reports = new Map<string, HealthCheckReport>()
  for (const { service, series } of seriesOf(store, METRIC_HTTP_ROUTE)) {
    const method = attributeOf(series, 'http.request.method')
    const route = attributeOf(series, 'http.route')
    const key = [service, method, route].join('\n')
    if (numberOf(series) !== 1 || called.has(key)) continue
    if (reports.size >= SHOWN_UNCALLED) break
    reports.set(key, {
      service,
      name: nameOf({ service, method, route }),
      kind: 'api',
      status: 'unknown',
      message: 'not called yet',
      durationSeconds: null,
      failuresInARow: 0,
      checkedAt: null,
      required: false,
    })
  }
  return [...reports.values()].toSorted(compareChecks)
}
