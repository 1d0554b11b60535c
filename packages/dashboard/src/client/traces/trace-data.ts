/** A span as `/monitoring/api/traces/<id>` answers. */
export interface StoredSpanData {
  readonly traceId: string
  readonly spanId: string
  /** Empty for a root. */
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly startMs: number
  readonly endMs: number
  readonly status: 'unset' | 'ok' | 'error'
  readonly statusMessage: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly {
    readonly timeMs: number
    readonly name: string
    readonly attributes: Readonly<Record<string, unknown>>
  }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly service: string
}

/** A trace in a list, as `/monitoring/api/traces` answers. */
export interface TraceData {
  readonly traceId: string
  readonly service: string
  readonly name: string
  readonly startMs: number
  readonly durationMs: number
  readonly status: StoredSpanData['status']
  readonly spanCount: number
  readonly services: readonly string[]
}

/** As OTLP numbers them. */
const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer']

/** What kind of call a span is. */
export function kindOf({ kind }: Pick<StoredSpanData, 'kind'>): string {
  return KINDS[kind] ?? ''
}
