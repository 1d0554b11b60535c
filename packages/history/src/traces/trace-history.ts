/** A value as JSON has it. */
export type StoredValue =
  | string
  | number
  | boolean
  | null
  | readonly StoredValue[]
  | { readonly [key: string]: StoredValue }

type StoredAttributes = Readonly<Record<string, StoredValue>>

/** A finished span. Times are Unix milliseconds with a fraction, ids lower-case hex. */
export interface StoredSpan {
  readonly traceId: string
  readonly spanId: string
  /** Empty for a root span. */
  readonly parentSpanId: string
  readonly name: string
  /** As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly startMs: number
  readonly endMs: number
  readonly status: 'unset' | 'ok' | 'error'
  readonly statusMessage: string
  readonly attributes: StoredAttributes
  readonly events: readonly {
    readonly timeMs: number
    readonly name: string
    readonly attributes: StoredAttributes
  }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  /** Of its process: `service.name` and `service.instance.id`. */
  readonly service: string
  readonly instance: string
}

/** A trace in a list. */
export interface TraceSummary {
  readonly traceId: string
  /** Of the first of its spans, which is its root where that has come. */
  readonly service: string
  readonly name: string
  readonly startMs: number
  readonly durationMs: number
  /** `error` where any of its spans has failed. */
  readonly status: StoredSpan['status']
  readonly spanCount: number
  /** Of all of its spans. */
  readonly services: readonly string[]
}

/** What traces are looked for; whatever is left out does not matter. */
export interface TraceSearch {
  readonly service?: string
  /** A part of the name of any of its spans, in capitals or not. */
  readonly name?: string
  /** Attributes that one of its spans has, as texts. */
  readonly attributes?: readonly (readonly [key: string, value: string])[]
  readonly minDurationMs?: number
  readonly maxDurationMs?: number
  readonly status?: StoredSpan['status']
  /** When it began: both ends included. */
  readonly startMs?: number
  readonly endMs?: number
  /** The newest first by default. */
  readonly order?: 'newest' | 'slowest'
  /** 50 by default. */
  readonly limit?: number
}

/** What was found. */
export interface FoundTraces {
  readonly traces: readonly TraceSummary[]
  /** Whether everything was looked at that there is, up to the limit. */
  readonly isComplete: boolean
}

/**
 * Traces, as the owner of the page remembers them, in one SQLite file of which it is the only writer. Nothing of it
 * throws. Where there is no more room, plain traces go first, then the slowest of each operation and batch jobs, then those
 * with errors; of each the oldest.
 *
 * @example
 * const history = openTraceHistory({ dir: 'monitoring' })
 * history.append(span)
 * history.find(span.traceId) // [span]
 */
export interface TraceHistory {
  /** Adds a span; it is on disk six seconds later at most, as long as {@link work} is called. */
  append(span: StoredSpan): void
  /** Spans of one trace by their start, those that are not on disk yet included; none where it is not known. */
  find(traceId: string): readonly StoredSpan[]
  /** Looks for traces, a few at a step: it pauses after each. What came in the last seconds may not be found yet. */
  search(search: TraceSearch): Generator<undefined, FoundTraces, undefined>
  /** Where it is; `null`: in memory only. */
  readonly file: string | null
  readonly notices: readonly string[]
  /** What was not kept since the opening. */
  readonly leftOut: {
    /** Plain traces, of which there were too many at a time. */
    readonly traces: number
    /** Spans: too many at a time, of one trace, or with impossible times. */
    readonly spans: number
    /** Traces that were damaged on disk. */
    readonly damaged: number
  }
  readonly bytes: number
  /** Does a little of what is due; call it once a second, at once again where it returns true. @param nowMs - The clock. */
  work(nowMs: number): boolean
  /** Writes what waits and closes the file. */
  close(): void
}

/** How a history of traces is kept. */
export interface TraceHistoryOptions {
  /** Existing folder, by its real path; `null`: in memory only. */
  readonly dir: string | null
  /** Days after which traces are deleted; 14 by default. */
  readonly retentionDays?: number
  /** Size of the file; 128 MB by default. In memory it is 8 MB at the most. */
  readonly maxBytes?: number
  /** Told in one sentence of what happens after the opening. */
  readonly onProblem?: (sentence: string) => void
  /** The clock, in Unix milliseconds. */
  readonly nowMs?: () => number
}
