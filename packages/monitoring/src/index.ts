// Monitoring of this process
export { MonitoringService, startMonitoring } from './monitoring-service.ts'
export type { Application } from './monitoring-service.ts'
export type {
  AlertmanagerOptions,
  AlertThresholds,
  DashboardOptions,
  HealthCheckIntervals,
  HistoryOptions,
  MonitoringOptions,
} from './configuration/options.ts'
export { ConfigurationError } from '@cryo/conventions/configuration'
export { CryoError } from '@cryo/conventions'

// Operations
export {
  PerformanceMetrics,
  startOperation,
  trackApiOperation,
  trackDatabaseOperation,
  trackOperation,
} from '@cryo/tracking'
export type {
  NamedOperationOptions,
  Operation,
  OperationDecorator,
  OperationOptions,
  OperationTotals,
  PerformanceSnapshot,
} from '@cryo/tracking'

// Health
export { getHealth } from './monitoring-service.ts'
export type {
  AddressedEndpointOptions,
  CheckContext,
  CheckFunction,
  CheckOptions,
  CheckResult,
  EndpointOptions,
  HealthCheckOptions,
  Queryable,
} from '@cryo/health'

// Alerts
export { addAlertHandler } from '@cryo/alerts'
export { getAlerts, silenceAlert, unsilenceAlert } from './alerts.ts'
export type {
  Alert,
  AlertHandler,
  AlertMatcher,
  AlertSeverity,
  AlertStatus,
  AlertSummary,
  SilenceOptions,
} from '@cryo/alerts'

// Progress
export {
  CheckpointLockedError,
  CheckpointMismatchError,
  CheckpointMissingError,
  trackProgress,
} from '@cryo/progress'
export type { BatchResult, ProgressOptions, ProgressStatus, ProgressTracker } from '@cryo/progress'

// Errors
export { recordError } from '@cryo/errors'

// What the page shows
export type { HealthCheckReport, HealthReport, MonitoringData } from '@cryo/protocol'
