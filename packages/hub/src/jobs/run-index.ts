import type { JobRun } from './job-run.ts'

/** Runs by something that several have in common. */
export class RunIndex {
  readonly #keyOf: (run: JobRun) => string
  readonly #runs = new Map<string, Set<JobRun>>()

  /** @param keyOf - What they have in common: the same for a run as long as it is here. */
  constructor(keyOf: (run: JobRun) => string) {
    this.#keyOf = keyOf
  }

  /** In the order in which they were added. */
  get(key: string): Iterable<JobRun> {
    return this.#runs.get(key) ?? []
  }

  add(run: JobRun): void {
    const key = this.#keyOf(run)
    this.#runs.set(key, (this.#runs.get(key) ?? new Set()).add(run))
  }

  delete(run: JobRun): void {
    const key = this.#keyOf(run)
    const runs = this.#runs.get(key)
    runs?.delete(run)
    if (runs?.size === 0) this.#runs.delete(key)
  }
}
