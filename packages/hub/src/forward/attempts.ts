import type { DropReason, Signal } from '@cryo/conventions'
import type { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Ledger } from './ledger.ts'
import type { OtlpClient } from './otlp-client.ts'
import type { Outcome } from './otlp-outcome.ts'
import type { Payload } from './payload.ts'
import type { Spool } from './spool.ts'
import type { SpoolEntry } from './spool-index.ts'

/** What is sent in an attempt. */
export interface AttemptedBatch {
  readonly payload: Payload
  readonly items: number
  /** The spooled batch that it comes from. */
  readonly entry?: SpoolEntry
}

/** Attempts to deliver, with the state that their outcomes leave. */
export interface Attempts {
  /** Why the last one failed; `undefined` while all is well. */
  readonly problem: string | undefined
  /** One has been under way for longer than `slowMs`. */
  readonly isSlow: boolean
  /** Makes one attempt and enters its outcome; `again`: nothing is lost, it has to be repeated. Never rejects. */
  run(batch: AttemptedBatch): Promise<'delivered' | 'again' | DropReason>
  /** Ends the attempts under way; they are to be repeated. */
  abort(): void
}

/** What attempts need. */
export interface AttemptsOptions {
  readonly signal: Signal
  readonly client: OtlpClient
  readonly ledger: Ledger
  readonly backoff: Backoff
  readonly spool: Spool | undefined
  readonly deadlineMs: number
  readonly slowMs: number
  /** Called when {@link Attempts.isSlow} has become true. */
  readonly onSlow: () => void
  /** Called with the reason when the collector refuses what it is sent, once until it takes all of something; must not throw. */
  readonly onRefused: (reason: string) => void
  readonly clock: Clock
}

/** Makes the attempts of one signal. */
export function createAttempts(options: AttemptsOptions): Attempts {
  const { signal, client, ledger, backoff, spool, deadlineMs } = options
  let slow = 0
  let problem: string | undefined
  let isRefusing = false
  let lastFailed: SpoolEntry | undefined
  let aborter = new AbortController()

  const answered = (entry: SpoolEntry | undefined): void => {
    // One that failed where the next was taken may itself be the reason.
    if (backoff.failing) spool?.forgive(signal, lastFailed === entry ? undefined : lastFailed)
    lastFailed = undefined
    backoff.succeed()
  }

  const send = async (payload: Payload, abort: AbortSignal): Promise<Outcome> => {
    let isSlow = false
    const cancel = options.clock.after(options.slowMs, () => {
      isSlow = true
      slow += 1
      options.onSlow()
    })
    const outcome = await client.send(payload, { deadlineMs, abort })
    cancel()
    if (isSlow) slow -= 1
    return outcome
  }

  return {
    get isSlow() {
      return slow > 0
    },
    get problem() {
      return problem
    },
    async run({ payload, items, entry }) {
      const { signal: abort } = aborter
      const outcome = await send(payload, abort)
      if (outcome.kind === 'retry') {
        if (abort.aborted) return 'again'
        problem = outcome.reason
        // A batch that failed where others passed tells nothing about the collector.
        const isSuspect = entry !== undefined && entry.deferrals > 0 && !backoff.failing
        if (isSuspect && outcome.afterMs === undefined) return 'again'
        lastFailed = entry
        backoff.fail(outcome.afterMs)
        return 'again'
      }
      problem = describeProblem(outcome)
      answered(entry)
      if (problem !== undefined && !isRefusing) options.onRefused(problem)
      isRefusing = problem !== undefined
      const from = entry === undefined ? 'waiting' : 'spooled'
      if (outcome.kind === 'rejected') {
        ledger.move(signal, from, outcome.dropReason, items)
        return outcome.dropReason
      }
      const rejected = Math.min(outcome.rejected, items)
      ledger.move(signal, from, 'delivered', items - rejected)
      ledger.move(signal, from, 'rejected', rejected)
      return 'delivered'
    },
    abort() {
      aborter.abort()
      aborter = new AbortController()
    },
  }
}

function describeProblem(outcome: Exclude<Outcome, { kind: 'retry' }>): string | undefined {
  if (outcome.kind === 'rejected') return outcome.reason
  return outcome.rejected === 0 ? undefined : `${outcome.rejected} rejected: ${outcome.message}`
}
