interface Run {
  count: number
  failures: number
  inARow: number
  lastMs: number | null
}

const NONE: Readonly<Run> = { count: 0, failures: 0, inARow: 0, lastMs: null }

/**
 * Counts failures in a row from totals that are looked at from time to time. Their order in between is not known: any
 * success among them ends the row, so that it is never told longer than it is.
 */
export class FailureRuns {
  readonly #runs = new Map<string, Run>()
  readonly #maxKeys: number

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys
  }

  /** Takes totals at a time; totals that fell start anew. */
  observe(key: string, timeMs: number, totals: { readonly count: number; readonly failures: number }): void {
    let run = this.#runs.get(key)
    if (run === undefined) {
      if (this.#runs.size >= this.#maxKeys) return
      run = { ...NONE }
      this.#runs.set(key, run)
    }
    if (totals.count < run.count) Object.assign(run, NONE)
    const count = totals.count - run.count
    const failures = totals.failures - run.failures
    if (count > 0) {
      run.inARow = failures >= count ? run.inARow + failures : 0
      run.lastMs = timeMs
    }
    run.count = totals.count
    run.failures = totals.failures
  }

  find(key: string): { readonly inARow: number; readonly lastMs: number | null } {
    return this.#runs.get(key) ?? NONE
  }

  /** Forgets keys that are not among these. */
  retain(keys: { has(key: string): boolean }): void {
    for (const key of this.#runs.keys()) if (!keys.has(key)) this.#runs.delete(key)
  }
}
