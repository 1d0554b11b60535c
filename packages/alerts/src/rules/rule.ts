/** Names and values, as rules give them: templates where it is an alert's. */
export type Texts = Readonly<Record<string, string>>

interface CommonRule {
  /** Line in its file, the first being 1. */
  readonly line: number
  readonly name: string
  /** PromQL. */
  readonly expression: string
  /** Of the group and of the rule, whose own go first. */
  readonly labels: Texts
}

/** A rule that makes alerts. */
export interface AlertingRule extends CommonRule {
  readonly kind: 'alerting'
  /** How long its condition holds before the alert fires. */
  readonly forMs: number
  /** How long it fires on when its condition holds no more. */
  readonly keepFiringForMs: number
  readonly annotations: Texts
}

/** A rule that makes series. */
export interface RecordingRule extends CommonRule {
  readonly kind: 'recording'
}

/** A rule of Prometheus. */
export type Rule = AlertingRule | RecordingRule

/** Rules that are evaluated one after the other, at one time. */
export interface RuleGroup {
  /** Name of its file. */
  readonly file: string
  readonly name: string
  /** `null`: as often as the evaluator is told. */
  readonly intervalMs: number | null
  /** Alerts or series of one rule; 0: as many as there are. */
  readonly limit: number
  /** How far back its rules look; `null`: as the evaluator is told. */
  readonly queryOffsetMs: number | null
  readonly rules: readonly Rule[]
}
