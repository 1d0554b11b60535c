// Operations
export { trackOperation } from './track-operation.ts'
export { trackDatabaseOperation } from './track-database-operation.ts'
export { trackApiOperation } from './track-api-operation.ts'
export { startOperation } from './start-operation.ts'
export type { Operation } from './operation.ts'
export type { NamedOperationOptions, OperationOptions } from './operation-options.ts'
export type { OperationDecorator } from './operation-decorator.ts'

// Totals
export { PerformanceMetrics } from './performance-metrics.ts'
export type { PerformanceSnapshot } from './performance-snapshot.ts'
export type { OperationTotals } from './performance-totals.ts'

// What could not be recorded
export { getIgnoredCounts } from '@cryo/conventions'
export type { IgnoredCounts } from '@cryo/conventions'
