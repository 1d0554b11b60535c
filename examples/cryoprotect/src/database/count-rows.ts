/** Counts the rows that a query gave: the items of a database operation. */
export function countRows(rows: readonly unknown[]): number {
  return rows.length
}
