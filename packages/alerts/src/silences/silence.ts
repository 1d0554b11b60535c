/** One condition on a label, as Alertmanager has it; all of a silence must hold. */
export interface AlertMatcher {
  /** Name of the label. */
  readonly name: string
  readonly value: string
  /** Whether `value` is a regular expression (RE2) for the whole value; `false` by default. */
  readonly isRegex?: boolean
  /** Whether the label must match, not must not; `true` by default. */
  readonly isEqual?: boolean
}

/** How long, and why. */
export interface SilenceOptions {
  /** From now, in seconds. Either this or `until`. */
  readonly seconds?: number
  /** A Date, an ISO text or Unix milliseconds. */
  readonly until?: Date | string | number
  /** Why, for those who wonder why nobody was told. */
  readonly comment: string
}

/** What is asked for when alerts are silenced. */
export interface SilenceRequest {
  readonly matchers: readonly Required<AlertMatcher>[]
  /** Unix milliseconds. */
  readonly endsMs: number
  readonly comment: string
}

/** A silence as it is kept. */
export interface Silence extends SilenceRequest {
  readonly id: string
  /** Unix milliseconds. */
  readonly startsMs: number
  /** Service that asked for it, or who did in Alertmanager. */
  readonly author: string
}
