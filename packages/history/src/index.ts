// Opening
export { openHistory } from './open-history.ts'
export type { HistoryOptions } from './history-options.ts'

// What is remembered
export type { ErrorGroupHistory, History, RunHistory } from './history.ts'
export type { ErrorGroupRecord, InstanceCount, RunRecord } from './records.ts'
