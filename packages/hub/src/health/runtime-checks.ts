import { METRIC_EVENT_LOOP_DELAY_P99, METRIC_HEAP_SIZE_LIMIT, METRIC_HEAP_USED } from '@cryo/conventions'
import type { HealthCheckReport } from '@cryo/protocol'

import type { StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { sumOf } from '../report/series-values.ts'
import { limitsOf, SustainedLimits } from './sustained.ts'
import type { Limits } from './sustained.ts'
import { worseCheck } from './worst-check.ts'

/** Processes sample themselves this often: more looks would count one sample twice. */
const SAMPLE_MS = 10_000
/** From this 99th percentile of its delay on, in seconds, an event loop keeps everyone waiting. */
const LOOP_LIMITS: Limits = { warning: 0.5, error: Infinity }
const MEGABYTE = 1024 * 1024

/** Judges heap and event loop of each process; the worst process of a service stands for it. */
export class RuntimeChecks {
  readonly #limits = new SustainedLimits()
  #reports: ReadonlyMap<string, HealthCheckReport> = new Map()
  #judgedAt = Number.NEGATIVE_INFINITY

  /** Takes a look if there may be new samples; called every few seconds. */
  observe(store: SeriesStore, timeMs: number, heapThreshold: number): void {
    const since = timeMs - this.#judgedAt
    if (this.#reports.size > 0 && since >= 0 && since < SAMPLE_MS) return
    this.#judgedAt = timeMs
    const reports = new Map<string, HealthCheckReport>()
    const seen = new Set<string>()
    for (const stored of store.resources()) {
      for (const report of this.#judge(stored, timeMs, heapThreshold)) {
        seen.add(`${stored.key}\n${report.name}`)
        const key = `${report.service}\n${report.name}`
        const known = reports.get(key)
        reports.set(key, known === undefined ? report : worseCheck(known, report))
      }
    }
    this.#limits.retain(seen)
    this.#reports = reports
  }

  report(): readonly HealthCheckReport[] {
    return [...this.#reports.values()]
  }

  *#judge(stored: StoredResource, timeMs: number, heapThreshold: number): Generator<HealthCheckReport> {
    const delay = sumOf(stored, METRIC_EVENT_LOOP_DELAY_P99)
    if (delay !== null) {
      const message = `99 % of its turns within ${formatSeconds(delay)}`
      yield this.#create(stored, 'event loop delay', timeMs, message, delay, LOOP_LIMITS)
    }
    const used = sumOf(stored, METRIC_HEAP_USED)
    const limit = sumOf(stored, METRIC_HEAP_SIZE_LIMIT)
    if (used !== null && limit !== null && limit > 0) {
      const percent = (used / limit) * 100
      const message = `${formatMegabytes(used)} of ${formatMegabytes(limit)} in use`
      yield this.#create(stored, 'heap', timeMs, message, percent, limitsOf(heapThreshold))
    }
  }

  #create(
    { key, resource }: StoredResource,
    name: string,
    timeMs: number,
    message: string,
    value: number,
    limits: Limits,
  ): HealthCheckReport {
    const { status, inARow } = this.#limits.judge(`${key}\n${name}`, value, limits)
    const pid = resource.attributes['process.pid']
    return {
      service: String(resource.attributes['service.name'] ?? 'unknown_service'),
      name,
      kind: 'system',
      status,
      message: status === 'ok' || pid === undefined ? message : `${message} (process ${String(pid)})`,
      durationSeconds: null,
      failuresInARow: inARow,
      checkedAt: new Date(timeMs),
      required: false,
    }
  }
}

function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(0)} MB`
}
