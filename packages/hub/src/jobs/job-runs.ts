import { ATTR_RUN_ID, ATTR_RUN_RECORD, RUN_RECORDS } from '@cryo/conventions'

import type { Span } from '../otlp/span.ts'
import { type JobIdentity, jobKey } from './job-identity.ts'
import { createJobRun, type JobRun } from './job-run.ts'

/** Runs that are kept in memory, those that have ended longest ago leave first. */
const MAX_RUNS = 2000

/** The runs of all jobs, by their spans. */
export class JobRuns {
  readonly #runs = new Map<string, JobRun>()
  /** By {@link jobKey}. */
  readonly #ofJob = new Map<string, Set<JobRun>>()
  readonly #changed = new Set<JobRun>()
  /** Runs that were not followed: too many are open. */
  refused = 0
  /** Completed runs that came to be known. */
  completed = 0

  /** Takes a finished span, of a run or not. */
  take(span: Span): JobRun | null {
    const { [ATTR_RUN_ID]: runId, [ATTR_RUN_RECORD]: kind } = span.attributes
    if (typeof runId !== 'string' || !RUN_RECORDS.some((known) => known === kind)) return null
    const run = this.#runs.get(runId) ?? this.#add(createJobRun(span))
    if (run === null) return null
    const wasOpen = run.isOpen
    run.take(span)
    if (wasOpen && run.record.state === 'completed') this.completed++
    this.#changed.add(run)
    // A run that goes on with another shows that the other is over.
    const before = run.record.resumedFrom === null ? undefined : this.#runs.get(run.record.resumedFrom)
    if (before?.isOpen === true) this.interrupt(before, null)
    return run
  }

  /** Takes a run that was remembered; gives what is known of it here, which is newer. */
  adopt(run: JobRun): JobRun {
    return this.#runs.get(run.record.runId) ?? this.#add(run) ?? run
  }

  /** A run changed otherwise than by a span. */
  mark(run: JobRun): void {
    this.#changed.add(run)
  }

  interrupt(run: JobRun, endMs: number | null): void {
    run.interrupt(endMs)
    this.#changed.add(run)
  }

  /** Runs that changed since the last call. */
  takeChanged(): JobRun[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  /** Lets the next {@link takeChanged} give all that were seen here. */
  markAll(): void {
    for (const run of this.#runs.values()) if (run.isSeen) this.#changed.add(run)
  }

  /** Runs of a process that have no end. */
  openOf(instance: string): JobRun[] {
    return [...this.#runs.values()].filter(({ record, isOpen }) => isOpen && record.instanceId === instance)
  }

  /** Runs of a job that are no part of another one, the newest first. */
  ofJob(identity: JobIdentity): JobRun[] {
    return [...(this.#ofJob.get(jobKey(identity)) ?? [])]
      .filter(({ parentId }) => parentId === null)
      .toSorted((left, right) => right.record.startMs - left.record.startMs)
  }

  #add(run: JobRun | null): JobRun | null {
    if (run === null) return null
    if (this.#runs.size >= MAX_RUNS && !this.#evict()) {
      this.refused++
      return null
    }
    const key = jobKey(run.record)
    if (run.record.state === 'completed') this.completed++
    this.#runs.set(run.record.runId, run)
    this.#ofJob.set(key, (this.#ofJob.get(key) ?? new Set()).add(run))
    return run
  }

  #evict(): boolean {
    for (const [id, run] of this.#runs) {
      if (run.isOpen) continue
      const key = jobKey(run.record)
      const siblings = this.#ofJob.get(key)
      siblings?.delete(run)
      if (siblings?.size === 0) this.#ofJob.delete(key)
      this.#changed.delete(run)
      this.#runs.delete(id)
      return true
    }
    return false
  }
}
