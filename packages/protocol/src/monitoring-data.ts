import type { CheckKind, CheckStatus, OperationKind } from '@cryo/conventions'

/** How one thing or the whole is, worst part first: `healthy`, `warning` or `unhealthy`. */
export type OverallStatus = 'healthy' | 'warning' | 'unhealthy'

/** Result of one health check. */
export interface HealthCheckReport {
  readonly name: string
  readonly kind: CheckKind
  readonly status: CheckStatus
  /** One sentence for people, or `null` where the status says it all. */
  readonly message: string | null
  readonly durationSeconds: number | null
  readonly failuresInARow: number
  readonly checkedAt: Date | null
}

/** All checks; `/monitoring/api/health` answers with this. */
export interface HealthReport {
  readonly status: OverallStatus
  readonly database: readonly HealthCheckReport[]
  readonly api: readonly HealthCheckReport[]
  readonly system: readonly HealthCheckReport[]
  readonly timestamp: Date
}

/** Rate, errors and duration over the last minute; `null` where nothing happened in it. */
export interface TrafficSummary {
  /** Since the process started. */
  readonly count: number
  readonly failures: number
  /** Over the last minute. */
  readonly ratePerSecond: number
  readonly errorRatio: number | null
  readonly p50Seconds: number | null
  readonly p95Seconds: number | null
  readonly p99Seconds: number | null
}

/** One operation of the application, as named in `trackOperation`. */
export interface OperationSummary extends TrafficSummary {
  readonly service: string
  readonly name: string
  readonly kind: OperationKind
  readonly items: number
  /** In progress now. */
  readonly active: number
  /** Age of the oldest one in progress. */
  readonly oldestActiveSeconds: number | null
}

/** One route that the application serves. */
export interface RouteSummary extends TrafficSummary {
  readonly service: string
  readonly method: string
  readonly route: string
}

/** One kind of query that the application sends to a database. */
export interface QuerySummary extends TrafficSummary {
  readonly service: string
  readonly system: string
  readonly operation: string
  readonly collection: string | null
}

/** One host that the application calls over HTTP. */
export interface DependencySummary extends TrafficSummary {
  readonly service: string
  readonly host: string
}

/** What the application does, by kind of call. */
export interface PerformanceReport {
  /** All requests served, over all routes. */
  readonly requests: TrafficSummary & { readonly active: number }
  readonly routes: readonly RouteSummary[]
  readonly queries: readonly QuerySummary[]
  readonly dependencies: readonly DependencySummary[]
  /** Values given to `recordCustomMetric`. */
  readonly custom: readonly { readonly service: string; readonly name: string; readonly value: number }[]
}

/** What one process uses of its machine. */
export interface ProcessResources {
  readonly service: string
  readonly pid: number | null
  readonly instanceId: string
  /** Share of one core, 0 to 100 per core. */
  readonly cpuPercent: number | null
  readonly memoryBytes: number | null
  readonly heapUsedBytes: number | null
  /** Allocated for the heap, used or not. */
  readonly heapSizeBytes: number | null
  /** Share of time that the event loop was busy, 0 to 100. */
  readonly eventLoopPercent: number | null
  /** 99th percentile of the delay of the event loop. */
  readonly eventLoopDelaySeconds: number | null
  readonly uptimeSeconds: number | null
  readonly alive: boolean
}

/** One recorded error. */
export interface ErrorSummary {
  readonly service: string
  readonly type: string
  readonly message: string
  readonly group: string | null
  readonly operation: string | null
  readonly traceId: string | null
  readonly stack: string | null
  readonly at: Date
}

/** Errors since the process started, the newest first. */
export interface ErrorReport {
  readonly total: number
  readonly byType: readonly { readonly service: string; readonly type: string; readonly count: number }[]
  readonly recent: readonly ErrorSummary[]
}

/** One alert that is pending or firing. */
export interface AlertSummary {
  readonly name: string
  readonly severity: 'critical' | 'warning' | 'info'
  readonly message: string
  readonly source: string
  readonly status: 'firing' | 'resolved'
  readonly startsAt: Date
  readonly value: number | null
  readonly threshold: number | null
}

/** Where one batch job stands. */
export interface ProgressSummary {
  readonly service: string
  readonly name: string
  readonly state: string
  readonly processedItems: number
  readonly totalItems: number | null
  readonly progressPercentage: number | null
  readonly itemsPerSecond: number | null
  readonly elapsedSeconds: number
  readonly estimatedRemainingSeconds: number | null
}

/** One finished or open span, as the page lists it. */
export interface SpanSummary {
  readonly service: string
  readonly name: string
  readonly kind: string
  readonly traceId: string
  readonly spanId: string
  readonly startedAt: Date
  /** `null` while it is open. */
  readonly durationSeconds: number | null
  readonly failed: boolean
  readonly message: string | null
}

/** Counts of the hub: produced = delivered + spooled + dropped + waiting, for each signal. */
export interface PipelineReport {
  readonly signal: string
  readonly produced: number
  readonly delivered: number
  readonly spooled: number
  readonly dropped: Readonly<Record<string, number>>
}

/** Who runs, and where. */
export interface SystemInfo {
  readonly hostName: string
  readonly platform: string
  readonly nodeVersion: string
  readonly cores: number
  readonly memoryTotalBytes: number
  readonly serviceName: string
  readonly hubVersion: string
  readonly monitoringDir: string
  readonly processes: number
  readonly pipeline: readonly PipelineReport[]
  /** Where telemetry is forwarded to, without credentials; `null`: nowhere. */
  readonly forwardsTo: string | null
  /** Slow and failed spans, and those open for over a second. */
  readonly spans: readonly SpanSummary[]
}

/** Everything that the page shows; `/monitoring/api/status` answers with it, dates as ISO text. */
export interface MonitoringData {
  readonly health: HealthReport
  readonly performance: PerformanceReport
  readonly resources: readonly ProcessResources[]
  readonly errors: ErrorReport
  readonly alerts: readonly AlertSummary[]
  readonly progress: readonly ProgressSummary[]
  readonly operations: readonly OperationSummary[]
  readonly systemInfo: SystemInfo
  readonly lastUpdated: Date
  /** The event loop of the application, as the hub sees it from outside. */
  readonly application: { readonly blocked: boolean; readonly lagSeconds: number }
}
