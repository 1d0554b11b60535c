import { availableParallelism, hostname, platform, totalmem } from 'node:os'

import type { ControlBlock, MonitoringData } from '@cryo/protocol'

import type { Insights } from '../insights.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import type { SpanStore } from '../spans/span-store.ts'
import type { HubInfo } from './describe-hub.ts'
import { reportErrors } from './errors-report.ts'
import { OperationsReport } from './operations-report.ts'
import { PerformanceReporter } from './performance-report.ts'
import { PipelineReporter } from './pipeline-report.ts'
import { reportResources } from './resources-report.ts'
import { reportSpans } from './spans-report.ts'

/** The event loop counts as blocked once its heartbeat, due every 500 ms, is this late. */
const BLOCKED_MS = 1000

/** What a reporter reads. */
export interface ReporterOptions {
  readonly series: SeriesStore
  readonly spans: SpanStore
  readonly control: ControlBlock
  /** Whether an application runs in this process; a stand-alone hub has none. */
  readonly hasApplication: boolean
  readonly info: HubInfo
  readonly processes: () => number
  readonly insights: Insights
}

/** Makes of everything that the hub keeps what the page shows. */
export class Reporter {
  readonly #options: ReporterOptions
  readonly #operations = new OperationsReport()
  readonly #performance = new PerformanceReporter()
  readonly #pipeline: PipelineReporter

  constructor(options: ReporterOptions) {
    this.#options = options
    this.#pipeline = new PipelineReporter(options.control)
  }

  /** Takes note of totals, so that rates can be told; called every few seconds. */
  observe(timeMs: number): void {
    const { series } = this.#options
    this.#operations.observe(series, timeMs)
    this.#performance.observe(series, timeMs)
    this.#pipeline.observe(timeMs)
    this.#options.insights.health.observe(timeMs)
  }

  data(): MonitoringData {
    const { series, spans, info, processes, insights } = this.#options
    const { errorGroups, health, jobs, alerts } = insights
    const timeMs = Date.now()
    // Looked at first: a loop that is blocked only stays so, and the health that follows must not contradict it.
    const application = { blocked: this.blocked, lagSeconds: this.lagSeconds }
    return {
      health: health.report(timeMs),
      performance: this.#performance.build(series, timeMs),
      resources: reportResources(series, timeMs),
      errors: reportErrors(series, spans, errorGroups, timeMs),
      alerts: alerts.firing(),
      progress: jobs.report(timeMs),
      operations: this.#operations.build(series, spans, timeMs),
      systemInfo: {
        ...info,
        usage: health.usage,
        hostName: hostname(),
        platform: platform(),
        nodeVersion: process.versions.node,
        cores: availableParallelism(),
        memoryTotalBytes: totalmem(),
        processes: processes(),
        pipeline: this.#pipeline.build(),
        spans: reportSpans(spans),
      },
      lastUpdated: new Date(timeMs),
      application,
    }
  }

  /** How late the application's event loop is, in seconds. */
  get lagSeconds(): number {
    return this.#options.hasApplication ? Math.max(0, this.#options.control.loopAgeMs - 500) / 1000 : 0
  }

  /** Whether the application's event loop stands still. */
  get blocked(): boolean {
    return this.#options.hasApplication && this.#options.control.loopAgeMs > BLOCKED_MS + 500
  }
}
