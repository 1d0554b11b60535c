import type { SeriesHistory, SeriesHistoryOptions } from './series-history.ts'
import { SqliteSeriesHistory } from './sqlite-series-history.ts'

/**
 * Opens the history of series of a folder, `series.sqlite` in it, or one in memory where there is none or it cannot be
 * had; why stands in its `notices`. Nothing of it throws.
 */
export function openSeriesHistory(options: SeriesHistoryOptions): SeriesHistory {
  return new SqliteSeriesHistory(options)
}
