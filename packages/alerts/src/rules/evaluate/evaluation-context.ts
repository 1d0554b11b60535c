import type { Limits, SeriesSource } from '@cryo/promql'

import type { Texts } from '../rule.ts'
import type { RecordSample } from './series-sink.ts'

/** What an evaluation of a rule works with. */
export interface EvaluationContext {
  /** The time of the evaluation, in Unix milliseconds. */
  readonly timeMs: number
  /** How far before it the rule looks, and records. */
  readonly queryOffsetMs: number
  /** Alerts or series of a rule at the most; 0: as many as there are. */
  readonly limit: number
  /** How often rules are evaluated where nothing else is said. */
  readonly intervalMs: number
  readonly externalLabels: Texts
  readonly externalUrl: string
  readonly source: SeriesSource
  /** What one query may cost. */
  readonly limits: Omit<Limits, 'signal'>
  readonly record: RecordSample
  readonly nowMs: () => number
}
