import { ATTR_RUN_RECORD, RUN_RECORDS } from '@cryo/conventions'
import type { RunRecord } from '@cryo/history'

import { instanceOf } from '../errors/sighting.ts'
import type { Span } from '../otlp/span.ts'
import { type JobIdentity, jobKey, toJobIdentity } from './job-identity.ts'
import { createJobRun, type JobRun, runIdOf } from './job-run.ts'
import { canHaveBeen } from './plausible.ts'
import { RunIndex } from './run-index.ts'

/** Runs that are kept in memory, those that have ended longest ago leave first. */
const MAX_RUNS = 2000
/** Of those, runs of processes that are none of ours: whoever begins runs without end shuts none of ours out. */
const MAX_FOREIGN = 1500
/** An open run of which nothing was heard for so long makes room for another. */
const SILENT_MS = 300_000

/** The runs of all jobs, by their spans. */
export class JobRuns {
  readonly #isOurs: (instance: string) => boolean
  /** By {@link keyOf}, those that were added first at the front. */
  readonly #runs = new Map<string, JobRun>()
  readonly #ofJob = new RunIndex(({ record }) => jobKey(record))
  readonly #ofInstance = new RunIndex(({ record }) => record.instanceId)
  readonly #changed = new Set<JobRun>()
  #foreign = 0
  /** Whether no run is known that could make room for one of a stranger: until time has passed. */
  #isPacked = false
  /** Runs that were not followed, not to their end, or not remembered: there are too many. */
  refused = 0
  /** Completed runs that came to be known. */
  completed = 0

  /** @param isOurs - Whether a process is this one or attached, by its `service.instance.id`. */
  constructor(isOurs: (instance: string) => boolean) {
    this.#isOurs = isOurs
  }

  /** Takes a finished span, of a run or not. */
  take(span: Span): JobRun | null {
    const kind = span.attributes[ATTR_RUN_RECORD]
    const runId = runIdOf(span)
    if (runId === null || !RUN_RECORDS.some((known) => known === kind)) return null
    const { attributes } = span.resource
    const key = keyOf({ runId, instanceId: instanceOf(attributes), ...toJobIdentity(attributes, '') })
    const run = this.#runs.get(key) ?? this.#add(createJobRun(span))
    if (run === null) {
      if (kind === 'start') this.refused++
      return null
    }
    const wasOpen = run.isOpen
    run.take(span)
    if (wasOpen && run.record.state === 'completed') this.completed++
    this.#changed.add(run)
    if (kind === 'start') this.#endBefore(run)
    return run
  }

  /** Takes a run that was remembered; gives what is known of it here, which is newer. */
  adopt(run: JobRun): JobRun {
    return this.#runs.get(keyOf(run.record)) ?? this.#add(run) ?? run
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
    return [...this.#ofInstance.get(instance)].filter(({ isOpen }) => isOpen)
  }

  /** Runs of a job that are no part of another one, the newest first. @param instance - Of one process only. */
  ofJob(identity: JobIdentity, instance?: string): JobRun[] {
    const key = jobKey(identity)
    const runs = instance === undefined ? this.#ofJob.get(key) : this.#ofInstance.get(instance)
    return [...runs]
      .filter(({ parentId, record }) => parentId === null && jobKey(record) === key)
      .toSorted((left, right) => startOf(right) - startOf(left))
  }

  /** Time has passed, and runs may have ended. */
  settle(): void {
    this.#isPacked = false
  }

  /** A run that goes on with another shows that the other is over. */
  #endBefore(run: JobRun): void {
    const { resumedFrom } = run.record
    if (resumedFrom === null) return
    for (const before of this.#ofJob.get(jobKey(run.record))) {
      if (before.isOpen && before !== run && before.record.runId === resumedFrom) this.interrupt(before, null)
    }
  }

  #add(run: JobRun | null): JobRun | null {
    if (run === null) return null
    const { instanceId, isForeign } = run.record
    // The process of one that is remembered is not there any more.
    run.isOurs = isForeign === undefined ? this.#isOurs(instanceId) : !isForeign
    if (!this.#hasRoom(run.isOurs) && !this.#makeRoom(run.isOurs)) return null
    if (!run.isOurs) this.#foreign++
    if (run.record.state === 'completed') this.completed++
    this.#runs.set(keyOf(run.record), run)
    this.#ofJob.add(run)
    this.#ofInstance.add(run)
    return run
  }

  #hasRoom(isOurs: boolean): boolean {
    return this.#runs.size < MAX_RUNS && (isOurs || this.#foreign < MAX_FOREIGN)
  }

  #makeRoom(isOurs: boolean): boolean {
    if (!isOurs && this.#isPacked) return false
    const victim = this.#firstEnded(isOurs) ?? this.#longestSilent(isOurs)
    if (victim === null) {
      if (!isOurs) this.#isPacked = true
      return false
    }
    if (victim.isOpen) this.refused++
    this.#remove(victim)
    return true
  }

  /** Strangers take no room from ours once they have their share. */
  #firstEnded(isOurs: boolean): JobRun | null {
    const takesOurs = isOurs || this.#foreign < MAX_FOREIGN
    for (const run of this.#runs.values()) if (!run.isOpen && (takesOurs || !run.isOurs)) return run
    return null
  }

  /** Open runs of strangers make room for ours before they are silent; ours do for nobody but ours. */
  #longestSilent(isOurs: boolean): JobRun | null {
    let ofStranger: JobRun | null = null
    let ofOurs: JobRun | null = null
    for (const run of this.#runs.values()) {
      if (run.isOurs) ofOurs = longerSilent(ofOurs, run)
      else ofStranger = longerSilent(ofStranger, run)
    }
    if (!isOurs) return isSilent(ofStranger) ? ofStranger : null
    return ofStranger ?? (isSilent(ofOurs) ? ofOurs : null)
  }

  #remove(run: JobRun): void {
    this.#ofJob.delete(run)
    this.#ofInstance.delete(run)
    this.#changed.delete(run)
    this.#runs.delete(keyOf(run.record))
    if (!run.isOurs) this.#foreign--
  }
}

/** A run lives in one process of one service: one of another that says it has the same id is another. */
function keyOf(run: Pick<RunRecord, 'service' | 'namespace' | 'instanceId' | 'runId'>): string {
  return `${run.namespace}\n${run.service}\n${run.instanceId}\n${run.runId}`
}

/** One that has yet to begin was told by a clock that was set back since: it is older than any other. */
function startOf({ record }: JobRun): number {
  return canHaveBeen(record.startMs) ? record.startMs : 0
}

function longerSilent(silent: JobRun | null, run: JobRun): JobRun {
  return silent === null || run.heardMs < silent.heardMs ? run : silent
}

function isSilent(run: JobRun | null): boolean {
  return run !== null && run.heardMs < Date.now() - SILENT_MS
}
