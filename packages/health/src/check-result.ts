import type { CheckStatus } from '@cryo/conventions'

/** What a check found. */
export interface CheckResult {
  readonly status: CheckStatus
  /** One sentence for people; left out where the status says it all. */
  readonly message?: string
}
