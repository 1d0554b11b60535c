import type { History, RunRecord } from '@cryo/history'

import type { JobRegistry } from './job-registry.ts'
import { JobRun } from './job-run.ts'

/** Jobs that are brought back from the history, the newest first. */
const MAX_JOBS = 200
/** Runs that are brought back of each. */
const RUNS_OF_JOB = 10
/** Runs that are written at a time: two transactions, each of which is synchronised. */
const WRITTEN_AT_ONCE = 64
/** Runs that wait to be written: whoever runs thousands a second fills neither memory nor the last moments of a hub. */
const MAX_UNSAVED = 2000
/** Of those, runs of strangers begin to wait only where fewer do. */
const MAX_UNSAVED_FOREIGN = 1500
/** How long processes that ran when the last hub ended have to show that they still do. */
const RETURN_MS = 5000

/** What is remembered of runs: those of earlier hubs are read once, those of now are written. */
export class JobHistory {
  readonly #registry: JobRegistry
  readonly #unsaved = new Set<JobRun>()
  #history: History | null = null
  /** Runs that had no end when the last hub ended. */
  #open: readonly RunRecord[] = []
  /** When they are judged, on the clock of `performance.now()`. */
  #judgeAtMs = 0

  constructor(registry: JobRegistry) {
    this.#registry = registry
  }

  /** Remembers there from now on, and knows what is there; `null` ends it, with everything written. */
  use(history: History | null): void {
    if (history === null) {
      while (this.#history !== null && this.hasUnsaved) this.save()
      this.#history = null
      return
    }
    this.#history = history
    this.#open = history.runs.open()
    this.#judgeAtMs = performance.now() + RETURN_MS
    for (const { service, namespace, job } of history.runs.newest(MAX_JOBS).toReversed()) {
      for (const record of history.runs.ofJob(service, namespace, job, RUNS_OF_JOB).toReversed()) {
        const run = this.#registry.runs.adopt(new JobRun(record))
        if (!run.isOpen) this.#registry.recall(run)
      }
    }
    this.#registry.runs.markAll()
  }

  /** Judges the runs of earlier processes, once these have had time to show up. */
  observe(): void {
    if (this.#open.length === 0 || performance.now() < this.#judgeAtMs) return
    const instances = this.#registry.instances()
    for (const record of this.#open) {
      if (instances.has(record.instanceId)) continue
      const run = this.#registry.runs.adopt(new JobRun(record))
      if (run.isOpen) this.#registry.runs.interrupt(run, null)
      this.#registry.recall(run)
    }
    this.#open = []
  }

  /** Whether a history would learn something. */
  get hasUnsaved(): boolean {
    for (const run of this.#registry.runs.takeChanged()) this.#await(run)
    return this.#unsaved.size > 0
  }

  /** Writes runs that changed, a few at a time; to be called about once a second. */
  save(): void {
    if (this.#history === null || !this.hasUnsaved) return
    const written = this.#unsaved.values().take(WRITTEN_AT_ONCE).toArray()
    for (const run of written) {
      this.#unsaved.delete(run)
      run.record.isForeign = !run.isOurs
      run.record.expectedIntervalSeconds = this.#registry.find(run.record)?.last.interval || null
    }
    this.#history.runs.put(...written.map(({ record }) => record))
  }

  #await(run: JobRun): void {
    const room = run.isOurs ? MAX_UNSAVED : MAX_UNSAVED_FOREIGN
    if (this.#unsaved.size < room) this.#unsaved.add(run)
    else if (!run.isOpen && !this.#unsaved.has(run)) this.#registry.runs.refused++
  }
}
