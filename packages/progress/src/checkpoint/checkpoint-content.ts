/** State in which a run left its checkpoint. */
export type CheckpointState = 'running' | 'paused' | 'completed' | 'failed'

/** What a checkpoint holds. */
export interface CheckpointContent {
  readonly job: string
  readonly runId: string
  /** W3C `traceparent` of the run's span, to which a resumed run links; `null` where there was none. */
  readonly traceparent: string | null
  readonly state: CheckpointState
  /** Items done in all, those of earlier runs included. */
  readonly items: number
  readonly successful: number
  readonly failed: number
  readonly expectedItems: number | null
  /** The caller's own position: any JSON value; `null` where none was given. */
  readonly cursor: unknown
  readonly unit: string
  readonly part: string | null
  /** When the first of the runs began: ISO 8601. */
  readonly startedAt: string
  /** Over all runs. */
  readonly elapsedSeconds: number
}
