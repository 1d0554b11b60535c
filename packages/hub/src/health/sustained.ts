import type { CheckStatus } from '@cryo/conventions'

/** A peak is no news: so many samples in a row are. */
const SAMPLES = 3

/** How bad a value is: how far past its limit it has stayed. */
export interface Sustained {
  readonly status: CheckStatus
  /** Samples past the limit in a row. */
  readonly inARow: number
}

/** Where a value becomes a warning and where an error; `Infinity` for never. */
export interface Limits {
  readonly warning: number
  readonly error: number
}

/** Judges values by several samples in a row, each under its key. */
export class SustainedLimits {
  readonly #counts = new Map<string, { warning: number; error: number }>()

  /** Takes one sample. */
  judge(key: string, value: number, limits: Limits): Sustained {
    const known = this.#counts.get(key) ?? { warning: 0, error: 0 }
    const warning = value >= limits.warning ? known.warning + 1 : 0
    const error = value >= limits.error ? known.error + 1 : 0
    this.#counts.set(key, { warning, error })
    const status = error >= SAMPLES ? 'error' : warning >= SAMPLES ? 'warning' : 'ok'
    return { status, inARow: warning }
  }

  /** Forgets keys that are not among these. */
  retain(keys: { has(key: string): boolean }): void {
    for (const key of this.#counts.keys()) if (!keys.has(key)) this.#counts.delete(key)
  }
}

/** Limits of a share in percent: a warning from the threshold on, an error from halfway between it and full. */
export function limitsOf(threshold: number): Limits {
  return { warning: threshold, error: (threshold + 100) / 2 }
}
