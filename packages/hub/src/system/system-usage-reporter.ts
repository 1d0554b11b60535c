import { ATTR_SYSTEM_RESOURCE, METRIC_SYSTEM_USAGE } from '@cryo/conventions'
import type { HubConfiguration, SystemUsage } from '@cryo/protocol'

import type { SystemChecks } from '../health/system-checks.ts'
import type { OwnMetrics } from '../own-metrics.ts'
import { SystemSampler } from './system-sampler.ts'
import { SystemWatch } from './system-watch.ts'

/** Settings of a {@link SystemUsageReporter}. */
export interface SystemUsageReporterOptions {
  readonly monitoringDir: string
  readonly configuration: () => HubConfiguration
  /** Judges each sample. */
  readonly checks: SystemChecks
}

/** Samples the machine while this hub is the one that reports it, judges it, and tells it as a metric. */
export class SystemUsageReporter {
  readonly #sampler: SystemSampler
  readonly #watch: SystemWatch

  constructor({ monitoringDir, configuration, checks }: SystemUsageReporterOptions) {
    this.#sampler = new SystemSampler({ paths: [monitoringDir, '/'] })
    this.#watch = new SystemWatch(
      this.#sampler,
      () => configuration().systemIntervalSeconds * 1000,
      () => checks.judge(this.usage, configuration().alertThresholds, Date.now()),
    )
  }

  /** The last sample; empty while another hub reports the machine. */
  get usage(): readonly SystemUsage[] {
    return this.#sampler.usage
  }

  addTo(metrics: OwnMetrics): void {
    metrics.addGauge(METRIC_SYSTEM_USAGE, (result) => {
      for (const { resource, percent } of this.usage)
        result.observe(percent, { [ATTR_SYSTEM_RESOURCE]: resource })
    })
  }

  start(): void {
    this.#watch.start()
  }

  stop(): void {
    this.#watch.stop()
  }
}
