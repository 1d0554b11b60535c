import type { OperationTotals } from './performance-totals.ts'

/** What `PerformanceMetrics` added up. */
export interface PerformanceSnapshot {
  /** When counting began: when the object was made, or last reset. */
  readonly since: Date
  /** Totals by type of operation; past 200 types the rest is under `_other_`. */
  readonly operations: Readonly<Record<string, OperationTotals>>
  /** The latest value by name; past 200 names the rest is under `_other_`. */
  readonly custom: Readonly<Record<string, number>>
}
