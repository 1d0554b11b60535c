import { summarizeSql } from './sql-summary.ts'
import { maskLiterals } from './sql-tokens.ts'

/** Characters that are kept of a statement's text. */
export const MAX_QUERY_TEXT = 4096

// Longer texts are mostly lists of values, and never the same twice.
const MAX_CACHED_LENGTH = 2048
const MAX_CACHED = 500

/** What telemetry tells of a statement. */
export interface SqlStatement {
  /** Such as `SELECT`; undefined for what is no command of SQL. */
  readonly operation: string | undefined
  /** The table that it works on first. */
  readonly collection: string | undefined
  /** Operation and collection: the name of its spans. */
  readonly summary: string | undefined
  /** Cut at {@link MAX_QUERY_TEXT}; undefined for a prepared statement that is told by its name. */
  readonly text: string | undefined
}

const UNKNOWN: SqlStatement = {
  operation: undefined,
  collection: undefined,
  summary: undefined,
  text: undefined,
}
const asWritten = new Map<string, SqlStatement>()
const masked = new Map<string, SqlStatement>()

/**
 * Reads a statement; the results for the last texts are kept.
 *
 * @param hasValues - Whether its values come apart from the text, which is then kept as it is written;
 * otherwise its literals are replaced by `?`, as the semantic conventions ask for.
 */
export function readStatement(text: unknown, hasValues: boolean): SqlStatement {
  if (typeof text !== 'string') return UNKNOWN
  const cache = hasValues ? asWritten : masked
  const known = cache.get(text)
  if (known !== undefined) return known
  const kept = text.slice(0, MAX_QUERY_TEXT)
  const { operation, collection } = summarizeSql(kept)
  const statement: SqlStatement = {
    operation,
    collection,
    summary: collection === undefined ? operation : `${operation} ${collection}`,
    text: hasValues ? kept : maskLiterals(kept),
  }
  if (text.length > MAX_CACHED_LENGTH) return statement
  if (cache.size >= MAX_CACHED) {
    // A map keeps the order of insertion: the first is the oldest.
    for (const oldest of cache.keys()) {
      cache.delete(oldest)
      break
    }
  }
  cache.set(text, statement)
  return statement
}
