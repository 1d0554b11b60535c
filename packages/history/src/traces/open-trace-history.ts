import { SqliteTraceHistory } from './sqlite-trace-history.ts'
import type { TraceHistory, TraceHistoryOptions } from './trace-history.ts'

/**
 * Opens the history of traces of a folder, `traces.sqlite` in it, or one in memory where there is none or it cannot be
 * had; why stands in its `notices`. Nothing of it throws.
 */
export function openTraceHistory(options: TraceHistoryOptions): TraceHistory {
  return new SqliteTraceHistory(options)
}
