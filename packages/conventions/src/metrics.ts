import * as attr from './attributes.ts'
import { OPERATION_DURATION_BOUNDARIES } from './boundaries.ts'
import {
  METRIC_HEALTH_STATUS,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_CHECK_DURATION,
  METRIC_SYSTEM_USAGE,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HTTP_ROUTE,
} from './health-metrics.ts'
import type { MetricDefinition } from './metric-definition.ts'
import {
  METRIC_PROGRESS_ITEMS,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_ITEMS_RESUMED,
  METRIC_PROGRESS_RATE,
  METRIC_PROGRESS_ETA,
  METRIC_PROGRESS_LAST_UPDATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_UPDATE_INTERVAL,
  METRIC_PROGRESS_STALL_AT,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_STATE,
  METRIC_JOB_DURATION,
} from './progress-metrics.ts'

const OPERATION = [attr.ATTR_OPERATION_NAME, attr.ATTR_OPERATION_KIND] as const

// Operations.
export const METRIC_OPERATION_DURATION: MetricDefinition = {
  name: 'cryo.operation.duration',
  kind: 'histogram',
  unit: 's',
  description: 'How long an operation took.',
  attributes: [...OPERATION, attr.ATTR_OUTCOME, attr.ATTR_ERROR_TYPE],
  boundaries: OPERATION_DURATION_BOUNDARIES,
}
export const METRIC_OPERATION_ITEMS: MetricDefinition = {
  name: 'cryo.operation.items',
  kind: 'counter',
  unit: '{item}',
  description: 'Items that operations handled.',
  attributes: OPERATION,
}
export const METRIC_OPERATION_ACTIVE: MetricDefinition = {
  name: 'cryo.operation.active',
  kind: 'upDownCounter',
  unit: '{operation}',
  description: 'Operations in progress.',
  attributes: OPERATION,
}

// Errors.
export const METRIC_ERRORS: MetricDefinition = {
  name: 'cryo.errors',
  kind: 'counter',
  unit: '{error}',
  description: 'Errors recorded, by type and group.',
  attributes: [attr.ATTR_ERROR_TYPE, attr.ATTR_ERROR_GROUP],
}

// Alerts, the caller's own values.
export const METRIC_ALERT_THRESHOLD: MetricDefinition = {
  name: 'cryo.alert.threshold',
  kind: 'gauge',
  unit: '{threshold}',
  description: 'Configured threshold, in failures in a row or in percent.',
  attributes: [attr.ATTR_THRESHOLD_NAME],
}
export const METRIC_ALERT_NOTIFICATIONS: MetricDefinition = {
  name: 'cryo.alert.notifications',
  kind: 'counter',
  unit: '{notification}',
  description: 'Alerts given to the handlers of a process, by whether one of them took it.',
  attributes: [attr.ATTR_OUTCOME],
}
export const METRIC_ALERT_WEBHOOKS: MetricDefinition = {
  name: 'cryo.alert.webhooks',
  kind: 'counter',
  unit: '{alert}',
  description: 'Alerts that came by the webhook of Alertmanager; refused requests count as one.',
  attributes: [attr.ATTR_WEBHOOK_RESULT],
}
export const METRIC_DOCTOR_CANARY: MetricDefinition = {
  name: 'cryo.doctor.canary',
  kind: 'gauge',
  unit: '{canary}',
  description: 'Sent by cryo-monitoring doctor to see where it arrives; 1 while it is under way.',
  attributes: [attr.ATTR_DOCTOR_RUN],
}
export const METRIC_CUSTOM: MetricDefinition = {
  name: 'cryo.custom',
  kind: 'gauge',
  unit: '{value}',
  description: 'Value given to recordCustomMetric.',
  attributes: [attr.ATTR_CUSTOM_METRIC_NAME],
}

// The hub itself.
export const METRIC_HUB_ITEMS_PRODUCED: MetricDefinition = {
  name: 'cryo.hub.items.produced',
  kind: 'counter',
  unit: '{item}',
  description: 'Spans, metric points and log records that the application produced.',
  attributes: [attr.ATTR_SIGNAL],
}
export const METRIC_HUB_ITEMS_DELIVERED: MetricDefinition = {
  name: 'cryo.hub.items.delivered',
  kind: 'counter',
  unit: '{item}',
  description: 'Items acknowledged by the collector; without one, taken by the hub.',
  attributes: [attr.ATTR_SIGNAL],
}
export const METRIC_HUB_ITEMS_DROPPED: MetricDefinition = {
  name: 'cryo.hub.items.dropped',
  kind: 'counter',
  unit: '{item}',
  description: 'Items lost, by reason.',
  attributes: [attr.ATTR_SIGNAL, attr.ATTR_DROP_REASON],
}
export const METRIC_HUB_ITEMS_SPOOLED: MetricDefinition = {
  name: 'cryo.hub.items.spooled',
  kind: 'gauge',
  unit: '{item}',
  description: 'Items on disk that wait for the collector.',
  attributes: [attr.ATTR_SIGNAL],
}
export const METRIC_HUB_LOOP_LAG: MetricDefinition = {
  name: 'cryo.hub.loop.lag',
  kind: 'gauge',
  unit: 's',
  description: "How long the application's event loop has kept its heartbeat waiting.",
  attributes: [],
}
export const METRIC_HUB_JOBS_REFUSED: MetricDefinition = {
  name: 'cryo.hub.jobs.refused',
  kind: 'counter',
  unit: '{job}',
  description: 'Batch jobs, runs and processes of jobs that the hub did not follow, as there were too many.',
  attributes: [attr.ATTR_JOB_REFUSAL],
}
export const METRIC_HUB_SAMPLES_REFUSED: MetricDefinition = {
  name: 'cryo.hub.samples.refused',
  kind: 'counter',
  unit: '{sample}',
  description: 'Samples, or series with all of theirs, that the history did not take, by reason.',
  attributes: [attr.ATTR_SAMPLE_REFUSAL],
}

/** Every metric of the contract, in the order in which the docs list them. */
export const METRICS: readonly MetricDefinition[] = [
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
  METRIC_OPERATION_ACTIVE,
  METRIC_PROGRESS_ITEMS,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_ITEMS_RESUMED,
  METRIC_PROGRESS_RATE,
  METRIC_PROGRESS_ETA,
  METRIC_PROGRESS_LAST_UPDATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_UPDATE_INTERVAL,
  METRIC_PROGRESS_STALL_AT,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_STATE,
  METRIC_JOB_DURATION,
  METRIC_ERRORS,
  METRIC_HEALTH_STATUS,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_CHECK_DURATION,
  METRIC_ALERT_THRESHOLD,
  METRIC_SYSTEM_USAGE,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HTTP_ROUTE,
  METRIC_ALERT_NOTIFICATIONS,
  METRIC_ALERT_WEBHOOKS,
  METRIC_DOCTOR_CANARY,
  METRIC_CUSTOM,
  METRIC_HUB_ITEMS_PRODUCED,
  METRIC_HUB_ITEMS_DELIVERED,
  METRIC_HUB_ITEMS_DROPPED,
  METRIC_HUB_ITEMS_SPOOLED,
  METRIC_HUB_LOOP_LAG,
  METRIC_HUB_JOBS_REFUSED,
  METRIC_HUB_SAMPLES_REFUSED,
]
