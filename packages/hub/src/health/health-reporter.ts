import type { CheckKind } from '@cryo/conventions'
import type { HealthCheckReport, HealthReport, HubConfiguration } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import { CheckNotes } from './check-notes.ts'
import { checkLoop } from './loop-check.ts'
import type { LoopState } from './loop-check.ts'
import { reportChecks } from './reported-checks.ts'
import { RouteChecks } from './route-checks.ts'
import { RuntimeChecks } from './runtime-checks.ts'
import { SystemChecks } from './system-checks.ts'
import { compareChecks, worseCheck } from './worst-check.ts'

/** Rows of one kind. */
const MAX_ROWS = 250

/** What a {@link HealthReporter} reads. */
export interface HealthReporterOptions {
  readonly series: SeriesStore
  readonly serviceName: string
  readonly thresholds: () => HubConfiguration['alertThresholds']
  /** Of the application in this process; `null` where there is none. */
  readonly loop: () => LoopState | null
}

/** Puts together what processes say of their checks, what their traffic tells, and what the hub finds itself. */
export class HealthReporter {
  /** Told of every finished span. */
  readonly notes: CheckNotes = new CheckNotes()
  readonly system: SystemChecks
  readonly #options: HealthReporterOptions
  readonly #routes = new RouteChecks()
  readonly #runtime = new RuntimeChecks()

  constructor(options: HealthReporterOptions) {
    this.#options = options
    this.system = new SystemChecks(options.serviceName)
  }

  /** Takes note of totals and samples; called every few seconds. */
  observe(timeMs: number): void {
    const { series, thresholds } = this.#options
    this.#routes.observe(series, timeMs)
    this.#runtime.observe(series, timeMs, thresholds().memoryUsage)
  }

  report(timeMs: number): HealthReport {
    const { series, thresholds } = this.#options
    const checks = [...this.#checks(timeMs)]
    const of = (kind: CheckKind): HealthCheckReport[] =>
      checks
        .filter((check) => check.kind === kind)
        .toSorted(compareChecks)
        .slice(0, MAX_ROWS)
    const routes = this.#routes.report(series, timeMs, thresholds().apiErrors)
    const database = of('database')
    const api = [...of('api'), ...routes]
    const system = of('system')
    const statuses = new Set([...database, ...api, ...system].map(({ status }) => status))
    return {
      status: statuses.has('error') ? 'unhealthy' : statuses.has('warning') ? 'warning' : 'healthy',
      database,
      api,
      system,
      timestamp: new Date(timeMs),
    }
  }

  /** Names of the required checks that do not pass: failed in their last run, or not run yet. */
  failing(timeMs: number): readonly string[] {
    return [...this.#checks(timeMs)]
      .filter(({ required }) => required)
      .filter(
        ({ status, failuresInARow }) => status === 'error' || status === 'unknown' || failuresInARow > 0,
      )
      .map(({ name }) => name)
  }

  /** All but the routes; what is told of one check twice is one. */
  #checks(timeMs: number): Iterable<HealthCheckReport> {
    const { series, loop, serviceName } = this.#options
    const state = loop()
    const all = [
      ...reportChecks(series, this.notes),
      ...this.system.report(),
      ...this.#runtime.report(),
      ...(state === null ? [] : [checkLoop(state, serviceName, timeMs)]),
    ]
    const checks = new Map<string, HealthCheckReport>()
    for (const check of all) {
      const key = [check.service, check.kind, check.name].join('\n')
      const known = checks.get(key)
      checks.set(key, known === undefined ? check : worseCheck(known, check))
    }
    return checks.values()
  }
}
