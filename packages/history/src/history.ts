import type { AlertRecord, ErrorGroupRecord, RunRecord, SilenceRecord } from './records.ts'

/** Runs of batch jobs that are remembered. */
export interface RunHistory {
  /** Adds runs or replaces what is known of them; on disk when this returns, unless `waiting` says otherwise. */
  put(...runs: readonly RunRecord[]): void
  /** Runs of one job, the newest first. @param limit - At most; 10 by default. */
  ofJob(service: string, namespace: string, job: string, limit?: number): readonly RunRecord[]
  /** The newest run of each job, the last seen first. @param limit - At most; 1,000 by default. */
  newest(limit?: number): readonly RunRecord[]
  /**
   * Runs that have no end and are not known to be interrupted: whose processes ran when the last hub ended; the newest
   * first. @param limit - At most; 1,000 by default.
   */
  open(limit?: number): readonly RunRecord[]
}

/** Groups of errors that are remembered. */
export interface ErrorGroupHistory {
  /** Adds groups or replaces what is known of them, a few at a time; on disk when this returns, as with runs. */
  put(groups: readonly ErrorGroupRecord[]): void
  /** One group, or `null`. */
  find(service: string, id: string): ErrorGroupRecord | null
  /** All groups, the last seen first. @param limit - At most; 1,000 by default. */
  newest(limit?: number): readonly ErrorGroupRecord[]
}

/** Records of one kind that are all read at the start. */
export interface RecordHistory<T> {
  /** Adds records or replaces what is known of them; on disk when this returns, as with runs. */
  put(records: readonly T[]): void
  /** The last seen first. @param limit - At most; 1,000 by default. */
  newest(limit?: number): readonly T[]
}

/** What the owner of the page remembers, in one SQLite file of which it is the only writer. Nothing of it throws. */
export interface History {
  readonly runs: RunHistory
  readonly errorGroups: ErrorGroupHistory
  readonly alerts: RecordHistory<AlertRecord>
  readonly silences: RecordHistory<SilenceRecord>
  /** Where it is; `null`: in memory only. */
  readonly file: string | null
  /** What happened at the opening, one sentence each: a corrupt file moved aside, a folder that cannot be written. */
  readonly notices: readonly string[]
  /** Records that could not be written yet: a full disk, say. They are tried again with each write and `expire`. */
  readonly waiting: number
  /** Records that were given up: too many waited, or they were damaged on disk. */
  readonly lost: number
  /**
   * Deletes a few of what is older than the retention, or more than may be kept; `true` when there is more to delete.
   * What it deletes until it says `false` is one pass and at most a day of history: call it some time later again.
   */
  expire(nowMs: number): boolean
  close(): void
}
