import { CHECK_KINDS, CHECK_STATUSES, JOB_STATES, OPERATION_KINDS, SYSTEM_RESOURCES } from '@cryo/conventions'
import type { MonitoringData } from '@cryo/protocol'
import {
  type JsonSchema,
  date,
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  text,
} from './json-schema.ts'

const overallStatus = oneOf(['healthy', 'warning', 'unhealthy'])

const healthCheck = object({
  service: text,
  name: text,
  kind: oneOf(CHECK_KINDS),
  status: oneOf(CHECK_STATUSES),
  message: nullable(text),
  durationSeconds: nullable(number),
  failuresInARow: number,
  checkedAt: nullable(date),
  required: flag,
})

const traffic = {
  count: number,
  failures: number,
  ratePerSecond: number,
  errorRatio: nullable(number),
  p50Seconds: nullable(number),
  p95Seconds: nullable(number),
  p99Seconds: nullable(number),
}

const performance = object({
  requests: object({ ...traffic, active: number }),
  routes: listOf(object({ ...traffic, service: text, method: text, route: text })),
  queries: listOf(
    object({ ...traffic, service: text, system: text, operation: text, collection: nullable(text) }),
  ),
  dependencies: listOf(object({ ...traffic, service: text, host: text })),
  custom: listOf(object({ service: text, name: text, value: number })),
})

const process = object({
  service: text,
  pid: nullable(number),
  instanceId: text,
  cpuPercent: nullable(number),
  memoryBytes: nullable(number),
  heapUsedBytes: nullable(number),
  heapSizeBytes: nullable(number),
  eventLoopPercent: nullable(number),
  eventLoopDelaySeconds: nullable(number),
  uptimeSeconds: nullable(number),
  alive: flag,
})

const error = object({
  service: text,
  type: text,
  message: text,
  group: nullable(text),
  operation: nullable(text),
  traceId: nullable(text),
  stack: nullable(text),
  at: date,
})

const errors = object({
  total: number,
  byType: listOf(object({ service: text, type: text, count: number })),
  recent: listOf(error),
  groups: listOf(
    object({
      service: text,
      id: text,
      type: text,
      message: text,
      state: oneOf(['new', 'ongoing', 'resolved', 'regressed']),
      count: number,
      firstSeen: date,
      lastSeen: date,
      operations: listOf(text),
      sample: error,
      context: mapOf(text),
    }),
  ),
})

const alert = object({
  name: text,
  severity: oneOf(['critical', 'warning', 'info']),
  message: text,
  source: text,
  status: oneOf(['firing', 'resolved']),
  startsAt: date,
  endsAt: nullable(date),
  value: nullable(number),
  threshold: nullable(number),
  labels: mapOf(text),
  annotations: mapOf(text),
  runbookUrl: nullable(text),
  fingerprint: text,
  silenced: flag,
})

const progress = object({
  service: text,
  name: text,
  state: oneOf(JOB_STATES),
  runId: nullable(text),
  traceId: nullable(text),
  unit: text,
  processes: number,
  processedItems: number,
  failedItems: number,
  resumedItems: number,
  totalItems: nullable(number),
  progressPercentage: nullable(number),
  itemsPerSecond: nullable(number),
  startedAt: nullable(date),
  endedAt: nullable(date),
  elapsedSeconds: number,
  lastUpdate: nullable(date),
  stalledSeconds: nullable(number),
  estimatedRemainingSeconds: nullable(number),
  estimatedRemainingSecondsP90: nullable(number),
  estimatedCompletion: nullable(date),
  deadline: nullable(date),
  late: flag,
  missed: flag,
  checkpoint: nullable(object({ file: text, durable: flag, items: nullable(number) })),
  failures: listOf(object({ group: text, type: text, message: text, count: number })),
  priorRuns: listOf(
    object({
      runId: text,
      state: oneOf(JOB_STATES),
      startedAt: date,
      endedAt: nullable(date),
      durationSeconds: nullable(number),
      items: number,
      failedItems: number,
    }),
  ),
})

const operation = object({
  ...traffic,
  service: text,
  name: text,
  kind: oneOf(OPERATION_KINDS),
  items: number,
  active: number,
  oldestActiveSeconds: nullable(number),
})

const systemInfo = object({
  usage: listOf(object({ resource: oneOf(SYSTEM_RESOURCES), percent: number, of: text })),
  hostName: text,
  platform: text,
  nodeVersion: text,
  cores: number,
  memoryTotalBytes: number,
  serviceName: text,
  hubVersion: text,
  monitoringDir: text,
  processes: number,
  pipeline: listOf(
    object({
      signal: text,
      produced: number,
      delivered: number,
      spooled: number,
      dropped: mapOf(number),
      lastDroppedAt: nullable(date),
    }),
  ),
  forwardsTo: nullable(text),
  spans: listOf(
    object({
      service: text,
      name: text,
      kind: text,
      traceId: text,
      spanId: text,
      startedAt: date,
      durationSeconds: nullable(number),
      failed: flag,
      message: nullable(text),
    }),
  ),
})

const monitoringData: JsonSchema<MonitoringData> = object({
  health: object({
    status: overallStatus,
    database: listOf(healthCheck),
    api: listOf(healthCheck),
    system: listOf(healthCheck),
    timestamp: date,
  }),
  performance,
  resources: listOf(process),
  errors,
  alerts: listOf(alert),
  progress: listOf(progress),
  operations: listOf(operation),
  systemInfo,
  lastUpdated: date,
  application: object({ blocked: flag, lagSeconds: number }),
})

/**
 * JSON schema (2020-12) of what `/monitoring/api/status` answers and `getMonitoringData()` resolves with.
 *
 * It is compiled against the type {@link MonitoringData}: a property added to one and not to the other is an error.
 */
export const MONITORING_DATA_SCHEMA: JsonSchema<MonitoringData> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'MonitoringData',
  ...monitoringData,
}
