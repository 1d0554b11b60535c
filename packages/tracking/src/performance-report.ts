import type { PerformanceSnapshot } from './performance-snapshot.ts'
import type { OperationTotals } from './performance-totals.ts'

const COLUMNS = ['operation', 'count', 'failed', 'success', 'total', 'mean', 'min', 'max', 'items', 'items/s']

/** Makes a text of performance totals: a table of operations, the most expensive first, and the custom values. */
export function formatPerformance(snapshot: PerformanceSnapshot): string {
  const operations = Object.entries(snapshot.operations).toSorted(
    ([, one], [, other]) => other.totalSeconds - one.totalSeconds,
  )
  const custom = Object.entries(snapshot.custom).map(([name, value]) => [toLine(name), String(value)])
  return [
    `Performance since ${snapshot.since.toISOString()}`,
    '',
    ...(operations.length === 0
      ? ['No operations recorded.']
      : formatTable([COLUMNS, ...operations.map(([name, totals]) => toRow(name, totals))])),
    ...(custom.length === 0 ? [] : ['', ...formatTable([['metric', 'value'], ...custom])]),
  ].join('\n')
}

function toRow(name: string, totals: OperationTotals): string[] {
  return [
    toLine(name),
    String(totals.count),
    String(totals.failures),
    `${(totals.successRate * 100).toFixed(1)}%`,
    formatSeconds(totals.totalSeconds),
    formatSeconds(totals.meanSeconds),
    formatSeconds(totals.minSeconds),
    formatSeconds(totals.maxSeconds),
    String(totals.items),
    totals.itemsPerSecond === null ? '-' : totals.itemsPerSecond.toPrecision(4),
  ]
}

/** A name on one line: no control character of it may move the cursor of a terminal. */
function toLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}

function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toPrecision(3)} ms` : `${seconds.toPrecision(4)} s`
}

/** Pads cells into columns: names to the left, numbers to the right. */
function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
