import type { ErrorGroupRecord, RunRecord } from './records.ts'

/** Runs of batch jobs that are remembered. */
export interface RunHistory {
  /** Adds a run or replaces what is known of it; on disk when this returns. */
  put(run: RunRecord): void
  /** Runs of one job, the newest first. @param limit - At most; 10 by default. */
  ofJob(service: string, namespace: string, job: string, limit?: number): readonly RunRecord[]
  /** The newest run of each job. */
  newest(): readonly RunRecord[]
  /** Runs that have no end and are not known to be interrupted: whose processes ran when the last hub ended. */
  open(): readonly RunRecord[]
}

/** Groups of errors that are remembered. */
export interface ErrorGroupHistory {
  /** Adds groups or replaces what is known of them, all or none; on disk when this returns. */
  put(groups: readonly ErrorGroupRecord[]): void
  /** All groups, the last seen first. @param limit - At most; 1,000 by default. */
  newest(limit?: number): readonly ErrorGroupRecord[]
}

/** What the owner of the page remembers, in one SQLite file of which it is the only writer. */
export interface History {
  readonly runs: RunHistory
  readonly errorGroups: ErrorGroupHistory
  /** Where it is; `null`: in memory only. */
  readonly file: string | null
  /** What happened at the opening, one sentence each: a corrupt file moved aside, a folder that cannot be written. */
  readonly notices: readonly string[]
  /** Deletes what is older than the retention, in bounded steps; `true` when there is more to delete. */
  expire(nowMs: number): boolean
  close(): void
}
