/** Silence that is expected: the run does not stall before it is over. */
export interface Hold {
  readonly label: string
  /** On the monotonic clock, in milliseconds. */
  readonly untilMs: number
}
