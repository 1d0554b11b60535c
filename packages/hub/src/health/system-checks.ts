import type { HealthCheckReport, HubConfiguration, SystemUsage } from '@cryo/protocol'

import { limitsOf, SustainedLimits } from './sustained.ts'
import type { Limits } from './sustained.ts'

/** Judges samples of the machine against the configured thresholds. */
export class SystemChecks {
  readonly #service: string
  readonly #limits = new SustainedLimits()
  #reports: readonly HealthCheckReport[] = []

  /** @param service - Whose hub takes the samples. */
  constructor(service: string) {
    this.#service = service
  }

  /** Takes one sample. */
  judge(
    usage: readonly SystemUsage[],
    thresholds: HubConfiguration['alertThresholds'],
    timeMs: number,
  ): void {
    this.#reports = usage.map((sample) => this.#judgeOne(sample, thresholds, timeMs))
  }

  /** Forgets the last sample: another hub reports the machine from now on. */
  clear(): void {
    this.#reports = []
  }

  /** The results of the last sample. */
  report(): readonly HealthCheckReport[] {
    return this.#reports
  }

  #judgeOne(
    { resource, percent, of }: SystemUsage,
    thresholds: HubConfiguration['alertThresholds'],
    timeMs: number,
  ): HealthCheckReport {
    const { status, inARow } = this.#limits.judge(resource, percent, limitsFor(resource, thresholds))
    return {
      service: this.#service,
      name: resource,
      kind: 'system',
      status,
      message: `${percent.toFixed(0)} % of ${of === 'container' || of === 'machine' ? `the ${of}` : of} in use`,
      durationSeconds: null,
      failuresInARow: inARow,
      checkedAt: new Date(timeMs),
      required: false,
    }
  }
}

function limitsFor(
  resource: SystemUsage['resource'],
  { memoryUsage, cpuUsage, diskUsage }: HubConfiguration['alertThresholds'],
): Limits {
  switch (resource) {
    case 'memory':
      return limitsOf(memoryUsage)
    case 'disk':
      return limitsOf(diskUsage)
    case 'cpu':
      // Work that uses all of the processor may be what it is there for; nothing breaks at 100 %.
      return { warning: cpuUsage, error: Infinity }
  }
}
