import type { Signal } from '@cryo/conventions'
import type { Clock } from './clock.ts'
import type { Ledger } from './ledger.ts'
import type { SpoolFolder } from './spool-folder.ts'
import type { SpoolIndex, SpoolLimits } from './spool-index.ts'
import type { SpoolName, SpoolOwner } from '@cryo/protocol'

/** What the parts of one spool share. */
export interface SpoolContext {
  readonly folder: SpoolFolder
  readonly index: SpoolIndex
  readonly ledger: Ledger
  readonly clock: Clock
  readonly limits: SpoolLimits
  readonly owner: SpoolOwner
  /** Files of this process whose write is under way: not yet in the index, and not to be adopted. */
  readonly pending: Set<string>
  readonly health: SpoolHealth
  /** The name of the next file of this process. */
  nextName(
    what: Pick<SpoolName, 'signal' | 'items' | 'bytes' | 'format'> & { readonly timeMs?: number },
  ): SpoolName
  /** Tells those who deliver the signal that there is something to deliver. */
  wake(signal: Signal): void
}

/** Whether the disk does what it should. */
export interface SpoolHealth {
  /** What failed last; `undefined` while all is well. */
  readonly problem: string | undefined
  /** The disk failed in the last seconds: not worth another try yet. */
  readonly resting: boolean
  fail(error: unknown): void
  succeed(): void
}

const REST_MS = 10_000

/** Makes the record of a healthy disk; `onProblem` hears of each new problem once, in one line. */
export function createSpoolHealth(clock: Clock, onProblem: (problem: string) => void): SpoolHealth {
  let problem: string | undefined
  let restUntilMs = -Infinity

  return {
    get problem() {
      return problem
    },
    get resting() {
      return clock.now() < restUntilMs
    },
    fail(error) {
      const { code } = error as NodeJS.ErrnoException
      const found = code ?? (error instanceof Error ? error.message : String(error))
      restUntilMs = clock.now() + REST_MS
      if (found === problem) return
      problem = found
      onProblem(found)
    },
    succeed() {
      problem = undefined
      restUntilMs = -Infinity
    },
  }
}
