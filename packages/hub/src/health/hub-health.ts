import { ATTR_SYSTEM_RESOURCE, METRIC_SYSTEM_USAGE } from '@cryo/conventions'
import type { HealthReport, HubConfiguration, SystemUsage } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { Span } from '../otlp/span.ts'
import type { OwnMetrics } from '../own-metrics.ts'
import { SystemSampler } from '../system/system-sampler.ts'
import { SystemWatch } from '../system/system-watch.ts'
import { HealthReporter } from './health-reporter.ts'
import type { LoopState } from './loop-check.ts'

/** Settings of {@link HubHealth}. */
export interface HubHealthOptions {
  readonly series: SeriesStore
  readonly serviceName: string
  /** Whose disk counts. */
  readonly monitoringDir: string
  readonly configuration: () => HubConfiguration
  /** Of the application in this process; `null` where there is none. */
  readonly loop: () => LoopState | null
}

/** All that a hub knows of health; the machine is sampled, judged and told while this hub is the one that reports it. */
export class HubHealth {
  readonly #reporter: HealthReporter
  readonly #sampler: SystemSampler
  readonly #watch: SystemWatch

  constructor({ series, serviceName, monitoringDir, configuration, loop }: HubHealthOptions) {
    const thresholds = (): HubConfiguration['alertThresholds'] => configuration().alertThresholds
    this.#reporter = new HealthReporter({ series, serviceName, thresholds, loop })
    this.#sampler = new SystemSampler({ paths: [monitoringDir, '/'] })
    this.#watch = new SystemWatch(
      this.#sampler,
      () => configuration().systemIntervalSeconds * 1000,
      () => this.#reporter.system.judge(this.usage, thresholds(), Date.now()),
    )
  }

  /** The last sample of the machine; empty while another hub reports it. */
  get usage(): readonly SystemUsage[] {
    return this.#sampler.usage
  }

  /** Adds the use of the machine to the hub's own metrics. */
  addTo(metrics: OwnMetrics): void {
    metrics.addGauge(METRIC_SYSTEM_USAGE, (result) => {
      for (const { resource, percent } of this.usage)
        result.observe(percent, { [ATTR_SYSTEM_RESOURCE]: resource })
    })
  }

  /** Starts or stops to report the machine. */
  reportMachine(reports: boolean): void {
    if (reports) {
      this.#watch.start()
      return
    }
    this.#watch.stop()
    this.#reporter.system.clear()
  }

  /** Takes note of a finished span. */
  takeSpan(span: Span): void {
    this.#reporter.notes.take(span)
  }

  /** Takes note of totals and samples; called every few seconds. */
  observe(timeMs: number): void {
    this.#reporter.observe(timeMs)
  }

  report(timeMs: number): HealthReport {
    return this.#reporter.report(timeMs)
  }

  /** Names of the required checks that do not pass. */
  failing(timeMs: number): readonly string[] {
    return this.#reporter.failing(timeMs)
  }
}
