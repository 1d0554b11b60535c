import type { AlertSummary } from '@cryo/alerts'
import type { CheckKind, CheckStatus, JobState, OperationKind, SystemResource } from '@cryo/conventions'

/** How one thing or the whole is, worst part first: `healthy`, `warning` or `unhealthy`. */
export type OverallStatus = 'healthy' | 'warning' | 'unhealthy'

/** Result of one health check. */
export interface HealthCheckReport {
  readonly service: string
  readonly name: string
  readonly kind: CheckKind
  readonly status: CheckStatus
  /** One sentence for people, or `null` where the status says it all. */
  readonly message: string | null
  readonly durationSeconds: number | null
  readonly failuresInARow: number
  readonly checkedAt: Date | null
  /** Whether the service is ready only while it passes. */
  readonly required: boolean
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

/** How a group of errors stands: first seen in the last day, seen before, quiet, or back after it was resolved. */
export type ErrorGroupState = 'new' | 'ongoing' | 'resolved' | 'regressed'

/** Errors with one cause, over all runs of a service. */
export interface ErrorGroupSummary {
  readonly service: string
  /** Fingerprint. */
  readonly id: string
  readonly type: string
  readonly message: string
  readonly state: ErrorGroupState
  readonly count: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** Operations and jobs that it was met in. */
  readonly operations: readonly string[]
  /** The newest one. */
  readonly sample: ErrorSummary
  /** `cryo.context.*` of the sample, without the prefix. */
  readonly context: Readonly<Record<string, string>>
}

/** Errors since the process started, the newest first, and their groups. */
export interface ErrorReport {
  readonly total: number
  readonly byType: readonly { readonly service: string; readonly type: string; readonly count: number }[]
  readonly recent: readonly ErrorSummary[]
  /** Those that need a look first. */
  readonly groups: readonly ErrorGroupSummary[]
}

/** Where the checkpoint of a run is, and what it holds. */
export interface CheckpointSummary {
  readonly file: string
  /** Whether what it acknowledges outlives a loss of power. */
  readonly durable: boolean
  readonly items: number | null
}

/** An earlier run of a job. */
export interface PriorRun {
  readonly runId: string
  readonly state: JobState
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly durationSeconds: number | null
  /** Items that this run itself processed. */
  readonly items: number
  readonly failedItems: number
}

/** Errors of one group within a run. */
export interface RunFailure {
  readonly group: string
  readonly type: string
  readonly message: string
  readonly count: number
}

/** Where one batch job stands; the parts of a job that is split over processes are one. */
export interface ProgressSummary {
  readonly service: string
  readonly name: string
  readonly state: JobState
  /** The newest run; `null` where only its metrics are known. */
  readonly runId: string | null
  readonly traceId: string | null
  /** What is counted, for people; `item` by default. */
  readonly unit: string
  /** Processes that work on it: the parts of a split job; 0 when none runs. */
  readonly processes: number
  readonly processedItems: number
  readonly failedItems: number
  /** Those that a checkpoint brought; above 0 the run was resumed. */
  readonly resumedItems: number
  readonly totalItems: number | null
  readonly progressPercentage: number | null
  readonly itemsPerSecond: number | null
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly elapsedSeconds: number
  readonly lastUpdate: Date | null
  /** Since when nothing happens, past what is usual for the job; `null` unless stalled. */
  readonly stalledSeconds: number | null
  readonly estimatedRemainingSeconds: number | null
  readonly estimatedRemainingSecondsP90: number | null
  readonly estimatedCompletion: Date | null
  readonly deadline: Date | null
  /** Whether the forecast (P90) is past the deadline, or the deadline is past. */
  readonly late: boolean
  /** Whether the job should have started again by now. */
  readonly missed: boolean
  readonly checkpoint: CheckpointSummary | null
  readonly failures: readonly RunFailure[]
  /** The newest first. */
  readonly priorRuns: readonly PriorRun[]
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
  /** When something was lost last; `null`: nothing was. */
  readonly lastDroppedAt: Date | null
}

/** Use of one resource of the machine or its container. */
export interface SystemUsage {
  readonly resource: SystemResource
  /** 0 to 100. */
  readonly percent: number
  /** Of what: `container`, `machine`, or a path. */
  readonly of: string
}

/** Who runs, and where. */
export interface SystemInfo {
  readonly usage: readonly SystemUsage[]
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
