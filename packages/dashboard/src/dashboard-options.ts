import type { LoginCodes } from './security/login-codes.ts'

/** How the page and its routes are reached, and by whom. */
export interface DashboardOptions {
  /** Address that the server is bound to. Default `127.0.0.1`; any but loopback needs a token. */
  readonly host?: string
  /** Host names, each with or without a port, under which the page may be asked for besides loopback and `host`. */
  readonly allowedHosts?: readonly string[]
  /** Secret that opens the page and the API. Default `null`: none needed. */
  readonly token?: string | null
  /** Codes for `?token=` that work once each. Default: none. */
  readonly loginCodes?: LoginCodes
  /** Secret of the processes that may attach. Default `null`: none may. */
  readonly attachToken?: string | null
  /** Secret of Alertmanager's webhook, asked for each time; `null`, as by default: it is refused. */
  readonly webhookToken?: () => string | null
  /** Path under which a proxy passes requests on, such as `/ops`; they are answered without it too. */
  readonly basePath?: string
  /** Event streams open at once. Default 64. */
  readonly maxEventStreams?: number
  /** Between two events of a stream. Default 1000 ms. */
  readonly eventIntervalMs?: number
  /** Decompressed size of one OTLP request in protobuf. Default 20 MiB, as in the collector. */
  readonly maxIngestBytes?: number
  /** The same in JSON, which can only be parsed in one go. Default 2 MiB. */
  readonly maxJsonIngestBytes?: number
  /** Decompressed size of all OTLP requests that are being read or decoded. Default 32 MiB. */
  readonly maxIngestBytesInFlight?: number
}
