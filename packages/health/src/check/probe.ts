import type { CheckFunction } from './check-result.ts'
import type { PoolUse } from './check-report.ts'

/** What a check looks at, and what it knows beside its result. */
export interface Probe {
  readonly run: CheckFunction
  /** Why there is no answer yet, where that is known. */
  readonly explain?: () => string | null
  readonly pool?: () => PoolUse | null
  readonly serverVersion?: () => string | null
}

/** A probe that fails with a message: what was to be watched cannot be. */
export function createFailingProbe(message: string): Probe {
  return {
    run: () => {
      throw new Error(message)
    },
  }
}
