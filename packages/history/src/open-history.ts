import type { HistoryOptions } from './history-options.ts'
import type { History } from './history.ts'
import { SqliteHistory } from './sqlite-history.ts'

/**
 * Opens the history of a folder, `history.sqlite` in it, or one in memory where there is none or it cannot be had; why
 * stands in its `notices`. Nothing of it throws.
 */
export function openHistory(options: HistoryOptions): History {
  return new SqliteHistory(options)
}
