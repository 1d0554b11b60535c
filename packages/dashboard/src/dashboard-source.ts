import type { Signal } from '@cryo/conventions'
import type { ErrorGroupSummary, HealthReport, MonitoringData, Silence } from '@cryo/protocol'

/** A value now or a promise of it. */
export type Awaitable<T> = T | Promise<T>

/** The two encodings of OTLP/HTTP. */
export type OtlpContentType = 'application/x-protobuf' | 'application/json'

/** One scrape: its parts are asked for as fast as the client reads them. */
export interface MetricsExposition {
  readonly contentType: string
  readonly chunks: Iterable<string> | AsyncIterable<string>
}

/**
 * What became of one OTLP request.
 *
 * `accepted` may reject some items, with the reason; `invalid` is a body that cannot be read; `busy` asks the
 * client to come again, because the queue is full.
 */
export type IngestResult =
  | { readonly outcome: 'accepted'; readonly rejected?: number; readonly message?: string }
  | { readonly outcome: 'invalid'; readonly message: string }
  | { readonly outcome: 'busy'; readonly retryAfterSeconds: number; readonly message?: string }

/** One process that asks to attach: its telemetry is the body, whose end means that the process is gone. */
export interface AttachRequest {
  readonly body: ReadableStream<Uint8Array>
  readonly headers: Headers
  /** Aborts when the connection is lost or the server closes. */
  readonly signal: AbortSignal
}

/** Answer to a process that asks to attach; `messages` go to it for as long as it stays. */
export type AttachReply =
  | { readonly accepted: true; readonly messages: ReadableStream<Uint8Array> }
  | { readonly accepted: false; readonly status: 403 | 409 | 503; readonly message: string }

/** Answer to a webhook of Alertmanager's. */
export interface WebhookReply {
  readonly status: 200 | 400 | 409 | 503
  readonly message: string
}

/** One request to Prometheus' HTTP API. */
export interface QueryRequest {
  /** What follows `/api/v1/`, decoded: `query`, `label/job/values`. */
  readonly path: string
  readonly parameters: URLSearchParams
  /** Aborts when the client has gone or the server closes. */
  readonly signal: AbortSignal
}

/** Answer to a {@link QueryRequest}: JSON, whose parts are asked for as fast as the client reads them. */
export interface QueryReply {
  readonly status: number
  readonly chunks: Iterable<string>
}

/** A question about traces. */
export interface TracesRequest {
  /** Of the trace whose spans are asked for; empty for a list. */
  readonly traceId: string
  readonly parameters: URLSearchParams
  /** Aborts when the client has gone or the server closes. */
  readonly signal: AbortSignal
}

/** Answer to a {@link TracesRequest}. */
export interface TracesReply {
  readonly status: 200 | 400 | 404 | 503
  readonly body: object
}

/** A silence that goes on, with the fingerprints of the alerts that fire under it. */
export interface SilenceSummary extends Silence {
  readonly alerts: readonly string[]
}

/** Answer to who wants alerts silenced: `wrong` is their mistake, `failed` is ours. */
export type SilenceReply =
  | { readonly id: string }
  | { readonly outcome: 'wrong' | 'failed'; readonly message: string }

/** How many silences were ended, or why none could be. */
export type UnsilenceReply = { readonly ended: number } | { readonly message: string }

/** What the hub gives to the routes. A method that throws costs its request a 500 or 503, nothing else. */
export interface DashboardSource {
  /** Identity of this hub; a request that carries it came from ourselves and is refused. */
  readonly hubId: string
  data(): Awaitable<MonitoringData>
  health(): Awaitable<HealthReport>
  /** @param accept - The client's `Accept` header, for the choice between text format and OpenMetrics. */
  metrics(accept: string | null): Awaitable<MetricsExposition>
  /** @param body - Decompressed; the callee may keep it. */
  ingest(
    signal: Signal,
    contentType: OtlpContentType,
    body: Uint8Array,
    headers: Headers,
  ): Awaitable<IngestResult>
  /** Answers as Prometheus does. */
  query(request: QueryRequest): Awaitable<QueryReply>
  traces(request: TracesRequest): Awaitable<TracesReply>
  attach(request: AttachRequest): Awaitable<AttachReply>
  /** Silences that go on, those first that end first. */
  silences(): Awaitable<readonly SilenceSummary[]>
  /** As `silenceAlert` takes them, unchecked. On disk when it answers. */
  silence(
    target: unknown,
    options: { readonly seconds: unknown; readonly until: unknown; readonly comment: unknown },
  ): Awaitable<SilenceReply>
  /** Ends one, or all of an alert's name. */
  unsilence(idOrName: string): Awaitable<UnsilenceReply>
  /** All groups that are at hand, those that need a look first. */
  errorGroups(): Awaitable<readonly ErrorGroupSummary[]>
  /** Marks a group of errors as resolved; `false`: there is none. */
  resolveError(service: string, id: string): Awaitable<boolean>
  /** Takes the body of a webhook of Alertmanager's. */
  takeWebhook(body: string): Awaitable<WebhookReply>
  /** Counts a webhook that was refused unread. */
  refuseWebhook(reason: 'forged' | 'too_large'): void
  /** Whether the process works: `/healthz`. */
  alive(): Awaitable<boolean>
  /** Names of the required checks that do not pass; with none it is ready: `/readyz`. */
  failing(): Awaitable<readonly string[]>
}
