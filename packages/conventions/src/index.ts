// Metrics
export {
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
  METRIC_ALERT_THRESHOLD,
  METRIC_CUSTOM,
  METRIC_HUB_ITEMS_PRODUCED,
  METRIC_HUB_ITEMS_DELIVERED,
  METRIC_HUB_ITEMS_DROPPED,
  METRIC_HUB_ITEMS_SPOOLED,
  METRIC_HUB_LOOP_LAG,
  METRICS,
} from './metrics.ts'
export {
  METRIC_HEALTH_STATUS,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_CHECK_DURATION,
  METRIC_SYSTEM_USAGE,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HTTP_ROUTE,
} from './health-metrics.ts'

// Metrics of the OpenTelemetry semantic conventions
export {
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_HTTP_SERVER_ACTIVE_REQUESTS,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_DB_CLIENT_CONNECTION_COUNT,
  METRIC_DB_CLIENT_CONNECTION_MAX,
  METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS,
  SEMANTIC_METRICS,
  ATTR_DB_CLIENT_CONNECTION_STATE,
  ATTR_DB_CLIENT_CONNECTION_POOL_NAME,
  CONNECTION_STATES,
  DATABASE_DURATION_BOUNDARIES,
} from './semantic-metrics.ts'
export type { ConnectionState } from './semantic-metrics.ts'

// Metrics of Node.js and V8
export {
  ATTR_EVENT_LOOP_STATE,
  ATTR_GC_TYPE,
  ATTR_HEAP_SPACE_NAME,
  METRIC_EVENT_LOOP_DELAY_MAX,
  METRIC_EVENT_LOOP_DELAY_MEAN,
  METRIC_EVENT_LOOP_DELAY_MIN,
  METRIC_EVENT_LOOP_DELAY_P50,
  METRIC_EVENT_LOOP_DELAY_P90,
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_EVENT_LOOP_DELAY_STDDEV,
  METRIC_EVENT_LOOP_TIME,
  METRIC_EVENT_LOOP_UTILIZATION,
  METRIC_GC_DURATION,
  METRIC_HEAP_AVAILABLE,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_PHYSICAL,
  METRIC_HEAP_USED,
  RUNTIME_METRICS,
} from './runtime-metrics.ts'

// What a metric is
export type { InstrumentKind, MetricDefinition } from './metric-definition.ts'

// Buckets
export {
  CALL_DURATION_BOUNDARIES,
  OPERATION_DURATION_BOUNDARIES,
  JOB_DURATION_BOUNDARIES,
} from './boundaries.ts'

// Attributes and their values
export {
  ATTR_OPERATION_NAME,
  ATTR_OPERATION_KIND,
  ATTR_OUTCOME,
  ATTR_ITEMS,
  ATTR_CONTEXT_PREFIX,
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  ATTR_RUN_ID,
  ATTR_RUN_RECORD,
  ATTR_RUN_RESUMED_FROM,
  ATTR_RUN_RESUMED_ITEMS,
  ATTR_RUN_EXPECTED_ITEMS,
  ATTR_RUN_PARENT_ID,
  ATTR_RUN_PART,
  ATTR_RUN_PAUSE_REASON,
  ATTR_RUN_UNIT,
  ATTR_ITEMS_FAILED,
  ATTR_CHECKPOINT_FILE,
  ATTR_CHECKPOINT_DURABLE,
  ATTR_CHECKPOINT_ITEMS,
  ATTR_QUANTILE,
  ATTR_ERROR_GROUP,
  ATTR_CHECK_NAME,
  ATTR_CHECK_KIND,
  ATTR_CHECK_STATUS,
  ATTR_CHECK_MESSAGE,
  ATTR_THRESHOLD_NAME,
  ATTR_SYSTEM_RESOURCE,
  ATTR_CUSTOM_METRIC_NAME,
  ATTR_SIGNAL,
  ATTR_DROP_REASON,
  ATTR_ERROR_TYPE,
  OPERATION_KINDS,
  OUTCOMES,
  JOB_STATES,
  RUN_RECORDS,
  CHECK_KINDS,
  CHECK_STATUSES,
  THRESHOLD_NAMES,
  SYSTEM_RESOURCES,
  SIGNALS,
  DROP_REASONS,
} from './attributes.ts'
export type {
  OperationKind,
  Outcome,
  JobState,
  RunRecord,
  CheckKind,
  CheckStatus,
  ThresholdName,
  SystemResource,
  Signal,
  DropReason,
} from './attributes.ts'

// Errors
export {
  EVENT_EXCEPTION,
  ATTR_EXCEPTION_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  toExceptionAttributes,
} from './exception-attributes.ts'
export {
  OPERATION_CONTEXT_KEY,
  claimExceptionEvent,
  failureLedger,
  noteCountedByOperation,
  takeCountedByOperation,
} from './failure-ledger.ts'
export type { FailureLedger, FailureScope } from './failure-ledger.ts'

// Limits
export { MAX_ATTRIBUTE_VALUES, MAX_SERIES_PER_INSTRUMENT, OTHER_VALUE, ATTR_OVERFLOW } from './limits.ts'

// Errors of ours that are thrown: only configuration and trackProgress do
export { CryoError } from './cryo-error.ts'

// What could not be recorded
export { getIgnoredCounts, ignored, isAmount } from './ignored-counts.ts'
export type { IgnoredCounts } from './ignored-counts.ts'

// Lines on stderr
export { logLines, takeLogLine, writeLogLine } from './log-line.ts'

// Folders
export { makeFolder } from './make-folder.ts'

// End of the process
export { watchProcessEnd } from './process-end.ts'
export type { EndPhase, EndWatcher } from './process-end.ts'

// State that is one per process
export { REGISTRY_KEY, SCOPE_NAME, sharedState } from './registry.ts'
