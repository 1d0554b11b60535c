import type { CheckStatus } from '@cryo/conventions'

/** What a check found. */
export interface CheckResult {
  readonly status: CheckStatus
  /** One sentence for people; left out where the status says it all. */
  readonly message?: string
}

/** What a check is given when it runs. */
export interface CheckContext {
  /** Aborts when the time limit is over: the answer does not count any more. */
  readonly signal: AbortSignal
}

/**
 * Looks at something. It has failed when it throws, rejects, resolves with `false` or with a {@link CheckResult} of
 * status `error`; anything else that it gives is `ok`.
 */
export type CheckFunction = (context: CheckContext) => unknown
