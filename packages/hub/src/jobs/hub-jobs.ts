import { ATTR_JOB_REFUSAL, METRIC_HUB_JOBS_REFUSED } from '@cryo/conventions'
import type { History } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { ProgressSummary } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { OwnMetrics } from '../own-metrics.ts'
import { toAttributes } from '../otlp/attributes.ts'
import type { Span } from '../otlp/span.ts'
import type { Job } from './job.ts'
import { JobHistory } from './job-history.ts'
import type { JobSources } from './job-figures.ts'
import { toJobIdentity } from './job-identity.ts'
import { JobRegistry } from './job-registry.ts'
import { JobSeries } from './job-series.ts'
import { summarizeJob } from './job-summary.ts'
import { collectPriorPaces, type PriorPaceNews } from './prior-paces.ts'

/** Jobs of dead processes that are told as telemetry: those that were at work last. */
const MAX_TOLD = 200
/** Looking goes through all series. */
const OBSERVE_AGAIN_MS = 500
/** Jobs that the page shows. */
const MAX_SHOWN = 200
/** Of those, jobs of strangers. */
const MAX_FOREIGN_SHOWN = 150

/** What {@link HubJobs} needs of its hub. */
export interface HubJobsOptions {
  readonly series: SeriesStore
  /** `service.instance.id` under which it tells of dead processes. */
  readonly instance: string
  /** See {@link JobSources}. */
  readonly heardMs: JobSources['heardMs']
  readonly isOurs: JobSources['isOurs']
}

/** All that a hub knows of batch jobs. */
export class HubJobs {
  readonly #registry: JobRegistry
  readonly #series: JobSeries
  readonly #history: JobHistory
  /** Whether it tells of processes that are gone: one hub of a folder does. */
  #tellsDead = false
  #hasToldRefused = false
  #observedMs = 0
  /** Completed runs that were known when processes were told of them. */
  #toldCompleted = 0

  constructor(options: HubJobsOptions) {
    this.#series = new JobSeries(options.series, options.instance)
    this.#registry = new JobRegistry(options.series, {
      isOwn: (key) => this.#series.isOwn(key),
      heardMs: options.heardMs,
      isOurs: options.isOurs,
    })
    this.#history = new JobHistory(this.#registry)
  }

  /** Resources under which it tells of dead processes. */
  get toldResources(): ReadonlySet<string> {
    return this.#series.ownResources
  }

  /** Adds what is not followed. */
  addTo(metrics: OwnMetrics): void {
    metrics.addCounter(METRIC_HUB_JOBS_REFUSED, (result) => {
      for (const [what, count] of Object.entries(this.#registry.refused))
        result.observe(count, { [ATTR_JOB_REFUSAL]: what })
    })
  }

  /** Takes note of a finished span. */
  takeSpan(span: Span): void {
    this.#registry.takeSpan(span)
  }

  useHistory(history: History | null): void {
    this.#history.use(history)
  }

  /** Starts or stops to tell of processes that are gone. */
  tellDead(tells: boolean): void {
    this.#tellsDead = tells
  }

  /**
   * As {@link observe} where somebody else's values have come. Those of an attached process may be its last, which its
   * end follows at once; strangers do not make it look more often than anybody can.
   */
  observeSoon(nowMs: number, isAttached: boolean): void {
    const isDue = nowMs - this.#observedMs >= OBSERVE_AGAIN_MS || nowMs < this.#observedMs
    if (isAttached || isDue) this.observe(nowMs)
  }

  /** Sees how jobs stand and tells what their processes cannot; to be called after each reading of the series. */
  observe(nowMs: number): void {
    this.#observedMs = nowMs
    this.#registry.observe(nowMs)
    this.#history.observe()
    this.#tellRefused()
    for (const job of this.#registry.jobs) {
      for (const process of job.live) {
        if (process.isJudgedElsewhere(nowMs)) continue
        this.#series.tellState(process, process.stateAt(nowMs), nowMs)
      }
    }
    if (this.#tellsDead) for (const job of this.#dead()) this.#tellJob(job, nowMs)
    this.#series.settle()
  }

  /** A process that was attached has gone. @param instance - Its `service.instance.id`. */
  forget(instance: string): void {
    this.#registry.forget(instance, Date.now())
  }

  get hasUnsaved(): boolean {
    return this.#history.hasUnsaved
  }

  /** Writes what changed, a little at a time; to be called about once a second. */
  save(): void {
    this.#history.save()
  }

  /** Whether more is known of earlier runs than at the last call. */
  hasNewPaces(): boolean {
    const { completed } = this.#registry.runs
    const hasNew = completed !== this.#toldCompleted
    this.#toldCompleted = completed
    return hasNew
  }

  /** How long earlier runs of a service's jobs took; `null` where there are none. @param resource - Of a process of it. */
  pacesOf(resource: Readonly<Record<string, string | number>>): PriorPaceNews | null {
    const { service, namespace } = toJobIdentity(toAttributes(resource), '')
    return collectPriorPaces(this.#registry, service, namespace)
  }

  /** Where all jobs stand, those at work first, then the newest; of very many strangers' some are left out. */
  report(nowMs: number): ProgressSummary[] {
    let foreign = 0
    return this.#oursFirst()
      .toSorted((left, right) => Number(left.isOver) - Number(right.isOver))
      .filter((job) => job.isOurs || ++foreign <= MAX_FOREIGN_SHOWN)
      .slice(0, MAX_SHOWN)
      .map((job) => summarizeJob(job, this.#registry.runs.ofJob(job), nowMs))
      .toSorted((left, right) => right.processes - left.processes || timeOf(right) - timeOf(left))
  }

  /** All jobs, those of our own processes first, then those at work, then the newest. */
  #oursFirst(): Job[] {
    return [...this.#registry.jobs].toSorted(
      (left, right) =>
        Number(right.isOurs) - Number(left.isOurs) ||
        right.live.length - left.live.length ||
        right.last.start - left.last.start,
    )
  }

  /** Says once that there are more than can be followed. */
  #tellRefused(): void {
    const { job, run, process } = this.#registry.refused
    if (this.#hasToldRefused || job + run + process === 0) return
    this.#hasToldRefused = true
    writeLogLine(
      'there are more batch jobs than are followed, 1,000 at a time with 2,000 runs and 200 processes each: some are not shown; name jobs by what they do, not by what they do it with',
    )
  }

  #tellJob(job: Job, nowMs: number): void {
    const state = job.live.length > 0 ? null : job.stateAt(nowMs)
    const left = state === 'interrupted' ? (job.processes.at(-1) ?? null) : null
    this.#series.tellJob(job, state, left, nowMs)
  }

  /** Jobs that have processes which are gone, or are only remembered. */
  #dead(): Job[] {
    return this.#oursFirst()
      .filter((job) => job.hasPast)
      .slice(0, MAX_TOLD)
  }
}

function timeOf({ lastUpdate, startedAt }: ProgressSummary): number {
  return (lastUpdate ?? startedAt)?.getTime() ?? 0
}
