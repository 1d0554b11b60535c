// What is remembered
export type { ErrorGroupHistory, History, RunHistory } from './history.ts'
export type { ErrorGroupRecord, RunRecord } from './records.ts'
