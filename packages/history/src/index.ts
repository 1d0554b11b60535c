// Opening
export { openHistory } from './open-history.ts'
export type { HistoryOptions } from './history-options.ts'

// What is remembered
export type { ErrorGroupHistory, History, RunHistory } from './history.ts'
export type { ErrorGroupRecord, RunRecord } from './records.ts'
