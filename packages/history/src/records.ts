import type { JobState } from '@cryo/conventions'
import type { AlertSummary, CheckpointSummary, ErrorGroupSummary, Silence } from '@cryo/protocol'

/** One run of a batch job, as it is remembered. Times are Unix milliseconds. */
export interface RunRecord {
  readonly runId: string
  /** `service.name`, and `service.namespace` where it has one, else empty. */
  readonly service: string
  readonly namespace: string
  readonly job: string
  /** Of the process that it ran in. */
  readonly instanceId: string
  readonly state: JobState
  readonly startMs: number
  /** `null` while it runs, and for one that was interrupted at a time that nobody saw. */
  readonly endMs: number | null
  readonly lastUpdateMs: number
  /** Items of this run alone. */
  readonly items: number
  readonly failedItems: number
  readonly resumedItems: number
  readonly expectedItems: number | null
  readonly resumedFrom: string | null
  readonly part: string | null
  readonly unit: string
  readonly traceId: string | null
  readonly checkpoint: CheckpointSummary | null
  /** Longest time between two starts of the job; `null` where none is expected. */
  readonly expectedIntervalSeconds: number | null
  /** Whether it is of a process that was not attached; such runs are not all that is remembered. */
  readonly isForeign?: boolean
}

/** What one process, which may still run, has told of a group of errors. */
export interface InstanceCount {
  /** `service.instance.id`, or what else tells it from others. */
  readonly instance: string
  /** Its counter as it was read last; `null`: it has none, and `events` is all that is known. */
  readonly counted: number | null
  /** Since when that counter counts, in Unix milliseconds. */
  readonly startMs: number
  /** Exception events that were seen of it. */
  readonly events: number
}

/** A group of errors, as it is remembered. Times are Unix milliseconds. */
export interface ErrorGroupRecord extends Omit<
  ErrorGroupSummary,
  'firstSeen' | 'lastSeen' | 'sample' | 'state'
> {
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  /** When somebody resolved it last; `null`: never. */
  readonly resolvedMs: number | null
  /** Version of the service in which it was seen last, where that is known. */
  readonly lastVersion: string | null
  /** Of processes that may still run: a part of `count`, by which none of it is added twice. */
  readonly live: readonly InstanceCount[]
  readonly sample: Omit<ErrorGroupSummary['sample'], 'at'> & { readonly atMs: number }
}

/** An alert, as it is remembered. Times are Unix milliseconds. */
export interface AlertRecord {
  readonly alert: Omit<AlertSummary, 'startsAt' | 'endsAt'> & {
    readonly startsMs: number
    readonly endsMs: number | null
  }
  /** Group of Alertmanager's that it belongs to. */
  readonly groupKey: string
  /** Alerts of the group that were left out. */
  readonly truncated: number
  /** The status that handlers were told last; `null`: they were told nothing yet. */
  readonly told: AlertSummary['status'] | null
  /** When that was; absent in what was remembered before this was. */
  readonly toldMs?: number
  /** When its status changed last. */
  readonly changedMs: number
}

/** A silence, as it is remembered. */
export interface SilenceRecord extends Silence {
  /** Its id in Alertmanager; `null`: Alertmanager does not have it. */
  readonly remoteId: string | null
  /** Whether somebody ended it, which Alertmanager has yet to hear. */
  readonly isEndUntold: boolean
}
