// What the page shows
export type { Alert, AlertSummary, HandlerOutcome, Silence, SilenceRequest } from '@cryo/alerts'
export type {
  CheckpointSummary,
  DependencySummary,
  ErrorGroupState,
  ErrorGroupSummary,
  ErrorReport,
  ErrorSummary,
  HealthCheckReport,
  HealthReport,
  MonitoringData,
  OperationSummary,
  OverallStatus,
  PerformanceReport,
  PipelineReport,
  PriorRun,
  ProcessResources,
  ProgressSummary,
  QuerySummary,
  RouteSummary,
  RunFailure,
  SpanSummary,
  SystemInfo,
  SystemUsage,
  TrafficSummary,
} from './monitoring-data.ts'

// Shared memory
export { ControlBlock, COUNTERS, HUB_STATE, readSharedClockMs, SOURCE_STATE } from './control-block.ts'
export type { ControlSide, Counter, HubState, SourceState } from './control-block.ts'
export { RING_BYTES, RingReader, RingWriter, copyUnreleased } from './record-ring.ts'
export type { RingRecord, WriteResult } from './record-ring.ts'
export { MAX_TABLE_STRINGS, StringTable } from './string-table.ts'

// Spans in shared memory
export { SpanEncoder } from './span-encoder.ts'
export { MAX_TEXT_LENGTH, RECORD, SPAN_HEAD, VALUE } from './span-record.ts'
export type { EncodableEvent, EncodableSpan } from './span-record.ts'

// What the hub is told
export type { ForwardTarget, HubConfiguration, TlsFiles } from './hub-configuration.ts'

// Messages
export { HUB_FILE, SPOOL_FOLDER, THREADS_CHANNEL } from './hub-message.ts'
export type {
  AlertDelivery,
  Deadline,
  HubCall,
  HubRequestName,
  HubRequests,
  HubNews,
  HubStart,
  MessageFromHub,
  MessageToHub,
  PriorPaces,
  SourceAnnouncement,
  SourceShare,
} from './hub-message.ts'

// What we say
export { writeLogLine } from '@cryo/conventions'

// What lies on disk
export { makeFolder } from '@cryo/conventions'
export { isProcessAlive, readProcessIdentity } from './process-identity.ts'
export { formatSpoolName, parseSpoolName } from './spool-name.ts'
export type { SpoolFormat, SpoolMark, SpoolName, SpoolOwner } from './spool-name.ts'
