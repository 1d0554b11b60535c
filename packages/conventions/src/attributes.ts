/** Name of an operation: the first argument of `trackOperation`. */
export const ATTR_OPERATION_NAME = 'cryo.operation.name'
/** What an operation does: one of {@link OPERATION_KINDS}. */
export const ATTR_OPERATION_KIND = 'cryo.operation.kind'
/** How something ended: one of {@link OUTCOMES}. */
export const ATTR_OUTCOME = 'cryo.outcome'
/** Items that an operation handled; on spans only. */
export const ATTR_ITEMS = 'cryo.items'
/** Prefix of the caller's context on spans: `cryo.context.<key>`. */
export const ATTR_CONTEXT_PREFIX = 'cryo.context.'
/** Name of a batch job: the first argument of `trackProgress`. */
export const ATTR_JOB_NAME = 'cryo.job.name'
/** State of a batch job: one of {@link JOB_STATES}. */
export const ATTR_JOB_STATE = 'cryo.job.state'
/** Identity of one run of a job; on spans only, never on metrics. */
export const ATTR_RUN_ID = 'cryo.run.id'
/** Quantile of a forecast: `0.5` or `0.9`. */
export const ATTR_QUANTILE = 'cryo.quantile'
/** Fingerprint of a group of errors. */
export const ATTR_ERROR_GROUP = 'cryo.error.group'
/** Name of a health check. */
export const ATTR_CHECK_NAME = 'cryo.check.name'
/** What a health check looks at: one of {@link CHECK_KINDS}. */
export const ATTR_CHECK_KIND = 'cryo.check.kind'
/** Result of a health check: one of {@link CHECK_STATUSES}. */
export const ATTR_CHECK_STATUS = 'cryo.check.status'
/** Which configured threshold a value is: one of {@link THRESHOLD_NAMES}. */
export const ATTR_THRESHOLD_NAME = 'cryo.threshold.name'
/** Resource of the machine: one of {@link SYSTEM_RESOURCES}. */
export const ATTR_SYSTEM_RESOURCE = 'cryo.resource'
/** Name given to `recordCustomMetric`. */
export const ATTR_CUSTOM_METRIC_NAME = 'cryo.metric.name'
/** Signal that the hub counts: one of {@link SIGNALS}. */
export const ATTR_SIGNAL = 'cryo.signal'
/** Why the hub dropped an item: one of {@link DROP_REASONS}. */
export const ATTR_DROP_REASON = 'cryo.drop.reason'
/** Type of an error; from the OpenTelemetry semantic conventions. */
export const ATTR_ERROR_TYPE = 'error.type'

export const OPERATION_KINDS = ['operation', 'database', 'api'] as const
export type OperationKind = (typeof OPERATION_KINDS)[number]

export const OUTCOMES = ['success', 'failure'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const JOB_STATES = ['running', 'stalled', 'paused', 'completed', 'failed', 'interrupted'] as const
export type JobState = (typeof JOB_STATES)[number]

export const CHECK_KINDS = ['database', 'api', 'system'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

export const CHECK_STATUSES = ['ok', 'warning', 'error', 'unknown'] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]

export const THRESHOLD_NAMES = [
  'database_failures',
  'api_errors',
  'memory_usage',
  'cpu_usage',
  'disk_usage',
] as const
export type ThresholdName = (typeof THRESHOLD_NAMES)[number]

export const SYSTEM_RESOURCES = ['memory', 'cpu', 'disk'] as const
export type SystemResource = (typeof SYSTEM_RESOURCES)[number]

export const SIGNALS = ['traces', 'metrics', 'logs'] as const
export type Signal = (typeof SIGNALS)[number]

export const DROP_REASONS = [
  'queue_full',
  'hub_lost',
  'rejected',
  'too_large',
  'spool_full',
  'spool_error',
] as const
export type DropReason = (typeof DROP_REASONS)[number]
