/** A value of an attribute, as JavaScript. */
export type ReceivedValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly ReceivedValue[]
  | { readonly [key: string]: ReceivedValue }

/** Attributes by key. */
export type ReceivedAttributes = Readonly<Record<string, ReceivedValue>>

/** Where an item comes from. */
export interface ReceivedOrigin {
  /** Attributes of the resource. */
  readonly resource: ReceivedAttributes
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: ReceivedAttributes }
}

/** A span; ids in lower-case hexadecimal, times in nanoseconds since 1970. */
export interface ReceivedSpan extends ReceivedOrigin {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** Empty for a root. */
  readonly parentSpanId: string
  readonly traceState: string
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly startTimeUnixNano: bigint
  readonly endTimeUnixNano: bigint
  readonly attributes: ReceivedAttributes
  readonly droppedAttributesCount: number
  readonly events: readonly {
    readonly name: string
    readonly timeUnixNano: bigint
    readonly attributes: ReceivedAttributes
  }[]
  readonly links: readonly {
    readonly traceId: string
    readonly spanId: string
    readonly attributes: ReceivedAttributes
  }[]
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string }
  readonly flags: number
}

/** One point of a metric; what its kind does not have is absent. */
export interface ReceivedPoint {
  readonly attributes: ReceivedAttributes
  readonly startTimeUnixNano: bigint
  readonly timeUnixNano: bigint
  /** Gauges and sums; absent when nothing was recorded. */
  readonly value?: number
  /** Histograms and summaries, as the next five. */
  readonly count?: number
  readonly sum?: number
  readonly min?: number
  readonly max?: number
  readonly bucketCounts?: readonly number[]
  readonly explicitBounds?: readonly number[]
  readonly flags: number
  /** The flag that ends a series. */
  readonly noRecordedValue: boolean
  readonly exemplars: readonly { readonly value: number; readonly traceId: string; readonly spanId: string }[]
}

/** A metric with its points. */
export interface ReceivedMetric extends ReceivedOrigin {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary'
  /** Absent for gauges and summaries. */
  readonly temporality?: 'unspecified' | 'delta' | 'cumulative'
  /** Sums only. */
  readonly monotonic?: boolean
  readonly points: readonly ReceivedPoint[]
}

/** A log record. */
export interface ReceivedLog extends ReceivedOrigin {
  readonly timeUnixNano: bigint
  readonly observedTimeUnixNano: bigint
  readonly severityNumber: number
  readonly severityText: string
  readonly eventName: string
  readonly body: ReceivedValue
  readonly attributes: ReceivedAttributes
  readonly traceId: string
  readonly spanId: string
}
