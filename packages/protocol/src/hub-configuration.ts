import type { Signal } from '@cryo/conventions'

/** Absolute paths of files in PEM format, not yet read; `null` where none is configured. */
export interface TlsFiles {
  readonly authorities: string | null
  readonly key: string | null
  readonly certificate: string | null
}

/** Where and how one signal is sent with OTLP over HTTP, in protobuf. */
export interface ForwardTarget {
  /** Full URL, path included. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** What one attempt may take in all, in milliseconds. */
  readonly timeoutMs: number
  readonly compression: 'gzip' | 'none'
  /** Files for TLS; `null` where none is configured. */
  readonly tls: TlsFiles | null
}

/** What of the configuration concerns the hub; plain data, handed to the worker. */
export interface HubConfiguration {
  /** Absolute path. */
  readonly monitoringDir: string
  readonly dashboard: {
    readonly enabled: boolean
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    readonly token: string | null
    readonly allowedHosts: readonly string[]
    readonly basePath: string
  }
  /** What is remembered, and how long. */
  readonly history: {
    readonly retentionDays: number
    readonly maxErrors: number
    readonly maxAlerts: number
    /** Size on disk. */
    readonly maxBytes: number
  }
  /** Where each signal is forwarded to; one that is absent is not, and `null` is none at all. */
  readonly forward: Readonly<Partial<Record<Signal, ForwardTarget>>> | null
  readonly metricExportIntervalMs: number
  /** When spans are forwarded: so many, or so long after the first of them. */
  readonly spanBatch: { readonly delayMs: number; readonly maxItems: number }
  /** Time between two samples of the machine, in seconds. */
  readonly systemIntervalSeconds: number
  /** Absolute paths of files and folders of the user's own rules. */
  readonly rules: readonly string[]
  /** Time after which handlers are told again of an alert that fires; `null`: never. */
  readonly repeatSeconds: number | null
  /** Where alerts are routed, the secret of its webhook, and the labels that Prometheus adds to alerts. */
  readonly alertmanager: {
    readonly url: string | null
    readonly webhookToken: string | null
    readonly externalLabels: Readonly<Record<string, string>>
  }
  /** In failures in a row and in percent. */
  readonly alertThresholds: {
    readonly apiErrors: number
    readonly memoryUsage: number
    readonly cpuUsage: number
    readonly diskUsage: number
  }
}
