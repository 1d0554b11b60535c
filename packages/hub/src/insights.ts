import type { History } from '@cryo/history'

import { HubAlerts, type HubAlertsOptions } from './alerts/hub-alerts.ts'
import { ErrorGroups } from './errors/error-groups.ts'
import { HubHealth, type HubHealthOptions } from './health/hub-health.ts'
import { HubJobs, type HubJobsOptions } from './jobs/hub-jobs.ts'
import type { OwnMetrics } from './own-metrics.ts'
import type { Span } from './otlp/span.ts'

/** What the hub makes of telemetry: errors by cause, health, batch jobs, alerts. */
export class Insights {
  readonly errorGroups: ErrorGroups
  readonly health: HubHealth
  readonly jobs: HubJobs
  readonly alerts: HubAlerts

  constructor(options: HubHealthOptions & HubJobsOptions, alerts: HubAlertsOptions) {
    this.errorGroups = new ErrorGroups(options.series)
    this.health = new HubHealth(options)
    this.jobs = new HubJobs(options)
    this.alerts = new HubAlerts(alerts)
  }

  /** Adds what they measure themselves. */
  addTo(metrics: OwnMetrics): void {
    this.health.addTo(metrics)
    this.alerts.addTo(metrics)
    this.jobs.addTo(metrics)
  }

  /** Remembers there from now on, and knows what is there; `null` ends it, with everything written. */
  useHistory(history: History | null): void {
    this.errorGroups.useHistory(history)
    this.jobs.useHistory(history)
    this.alerts.useHistory(history)
  }

  /** Takes note of a finished span. */
  takeSpan(span: Span): void {
    this.errorGroups.take(span)
    this.health.takeSpan(span)
    this.jobs.takeSpan(span)
  }

  /** Whether a history would learn something. */
  get hasUnsaved(): boolean {
    return this.errorGroups.hasUnsaved || this.jobs.hasUnsaved
  }

  /** Writes what changed, a little at a time; to be called about once a second. */
  save(): void {
    this.errorGroups.observe(Date.now())
    this.errorGroups.save()
    this.jobs.save()
    this.alerts.work()
  }

  /** Whether this hub tells of the machine and of processes that are gone: one of a folder does. */
  speakForAll(speaks: boolean): void {
    this.health.reportMachine(speaks)
    this.jobs.tellDead(speaks)
  }
}
