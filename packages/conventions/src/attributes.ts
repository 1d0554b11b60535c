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
/** What a span of a run records: one of {@link RUN_RECORDS}. */
export const ATTR_RUN_RECORD = 'cryo.run.record'
/** Run that this one continues: the id of the run whose checkpoint it read. */
export const ATTR_RUN_RESUMED_FROM = 'cryo.run.resumed_from'
/** Items that a checkpoint brought into the run. */
export const ATTR_RUN_RESUMED_ITEMS = 'cryo.run.resumed_items'
/** Items that the run has in all, resumed ones included; left out while unknown. */
export const ATTR_RUN_EXPECTED_ITEMS = 'cryo.run.expected_items'
/** Run that this one is a child of. */
export const ATTR_RUN_PARENT_ID = 'cryo.run.parent_id'
/** Which part of a job that is split over processes: `2/8`. */
export const ATTR_RUN_PART = 'cryo.run.part'
/** Why a run was paused when it ended so: `requested`, `left`, `aborted` or `stop-loss`. */
export const ATTR_RUN_PAUSE_REASON = 'cryo.run.pause_reason'
/** What the job counts, for people: `mixtures`. */
export const ATTR_RUN_UNIT = 'cryo.run.unit'
/** Items that failed, of a chunk or of the run. */
export const ATTR_ITEMS_FAILED = 'cryo.items.failed'
/** File of the run's checkpoint. */
export const ATTR_CHECKPOINT_FILE = 'cryo.checkpoint.file'
/** Whether what the checkpoint acknowledges outlives a loss of power. */
export const ATTR_CHECKPOINT_DURABLE = 'cryo.checkpoint.durable'
/** Items that the checkpoint holds. */
export const ATTR_CHECKPOINT_ITEMS = 'cryo.checkpoint.items'
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
/** What a health check found, in a sentence for people; on spans only. */
export const ATTR_CHECK_MESSAGE = 'cryo.check.message'
/** Which configured threshold a value is: one of {@link THRESHOLD_NAMES}. */
export const ATTR_THRESHOLD_NAME = 'cryo.threshold.name'
/** Resource of the machine: one of {@link SYSTEM_RESOURCES}. */
export const ATTR_SYSTEM_RESOURCE = 'cryo.resource'
/** Name given to `recordCustomMetric`. */
export const ATTR_CUSTOM_METRIC_NAME = 'cryo.metric.name'
/** Signal that the hub counts: one of {@link SIGNALS}. */
export const ATTR_SIGNAL = 'cryo.signal'
/** What became of an alert of the webhook: one of {@link WEBHOOK_RESULTS}. */
export const ATTR_WEBHOOK_RESULT = 'cryo.webhook.result'
/** Tells one run of `cryo-monitoring doctor` from others. */
export const ATTR_DOCTOR_RUN = 'cryo.doctor.run'
/** What of a batch job the hub does not follow: one of {@link JOB_REFUSALS}. */
export const ATTR_JOB_REFUSAL = 'cryo.job.refusal'
/** Why the history did not take a sample or series: one of {@link SAMPLE_REFUSALS}. */
export const ATTR_SAMPLE_REFUSAL = 'cryo.sample.refusal'
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

/** Spans of a run beside its own: its start, told at once, and each stretch of progress. */
export const RUN_RECORDS = ['run', 'start', 'chunk'] as const
export type RunRecord = (typeof RUN_RECORDS)[number]

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
export const WEBHOOK_RESULTS = [
  'accepted',
  'repeated',
  'replayed',
  'forged',
  'too_large',
  'version',
  'invalid',
] as const
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number]

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

/** Why the history does not take a sample; with `too_many_series` and `labels` it is a series, with all of its samples. */
export const SAMPLE_REFUSALS = [
  'out_of_order',
  'duplicate',
  'invalid_time',
  'no_room',
  'too_many_series',
  'labels',
] as const
/** A value of {@link ATTR_SAMPLE_REFUSAL}. */
export type SampleRefusal = (typeof SAMPLE_REFUSALS)[number]

/** What of batch jobs may be too many: names, runs, and processes of one job. */
export const JOB_REFUSALS = ['job', 'run', 'process'] as const
/** A value of {@link ATTR_JOB_REFUSAL}. */
export type JobRefusal = (typeof JOB_REFUSALS)[number]
