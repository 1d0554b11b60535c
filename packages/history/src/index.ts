// Opening
export { openHistory } from './open-history.ts'
export type { HistoryOptions } from './history-options.ts'

// What is remembered
export type { ErrorGroupHistory, History, RecordHistory, RunHistory } from './history.ts'
export type { AlertRecord, ErrorGroupRecord, InstanceCount, RunRecord, SilenceRecord } from './records.ts'

// Series
export { openSeriesHistory } from './series/open-series-history.ts'
export type { Refused, SeriesHistory, SeriesHistoryOptions } from './series/series-history.ts'

// Traces
export { openTraceHistory } from './traces/open-trace-history.ts'
export type {
  FoundTraces,
  StoredSpan,
  StoredValue,
  TraceHistory,
  TraceHistoryOptions,
  TraceSearch,
  TraceSummary,
} from './traces/trace-history.ts'
