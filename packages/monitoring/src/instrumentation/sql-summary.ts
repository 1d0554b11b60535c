import { SqlTokens } from './sql-tokens.ts'

/** Command and first table of a statement. */
export interface SqlSummary {
  readonly operation: string | undefined
  readonly collection: string | undefined
}

const COMMANDS: ReadonlySet<string> = new Set(
  (
    'SELECT INSERT UPDATE DELETE MERGE COPY TRUNCATE VALUES TABLE CALL DO EXPLAIN LOCK ' +
    'CREATE ALTER DROP COMMENT GRANT REVOKE REFRESH REINDEX CLUSTER ANALYZE VACUUM IMPORT ' +
    'BEGIN START COMMIT END ROLLBACK ABORT SAVEPOINT RELEASE SET SHOW RESET DISCARD CHECKPOINT ' +
    'DECLARE FETCH MOVE CLOSE PREPARE EXECUTE DEALLOCATE LISTEN NOTIFY UNLISTEN LOAD SECURITY REASSIGN'
  ).split(' '),
)
/** What may follow `WITH name AS (…)`. */
const AFTER_WITH: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'VALUES'])
/** Commands that name their table, and the words that may stand before it. */
const BEFORE_TABLE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['INSERT', new Set(['INTO'])],
  ['MERGE', new Set(['INTO', 'ONLY'])],
  ['UPDATE', new Set(['ONLY'])],
  ['DELETE', new Set(['FROM', 'ONLY'])],
  ['TRUNCATE', new Set(['TABLE', 'ONLY'])],
  ['LOCK', new Set(['TABLE', 'ONLY'])],
  ['TABLE', new Set(['ONLY'])],
  ['COPY', new Set<string>()],
])
const DEFINITIONS: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP'])
/** Words between `CREATE` and `TABLE`. */
const KINDS_OF_TABLE: ReadonlySet<string> = new Set([
  'GLOBAL',
  'LOCAL',
  'TEMPORARY',
  'TEMP',
  'UNLOGGED',
  'FOREIGN',
])
const AFTER_TABLE: ReadonlySet<string> = new Set(['IF', 'NOT', 'EXISTS', 'ONLY'])
const AFTER_FROM: ReadonlySet<string> = new Set(['ONLY', 'LATERAL'])
const MAX_NAME_LENGTH = 128

/** Tells the command of a statement of PostgreSQL and the table that it works on first, by its words. */
export function summarizeSql(text: string): SqlSummary {
  const tokens = new SqlTokens(text)
  while (tokens.next() && tokens.text === '(');
  let operation = tokens.word
  if (operation === 'WITH') operation = skipWith(tokens)
  if (operation === undefined || !COMMANDS.has(operation))
    return { operation: undefined, collection: undefined }
  return { operation, collection: readCollection(tokens, operation) }
}

function skipWith(tokens: SqlTokens): string | undefined {
  const { depth } = tokens
  while (tokens.next()) {
    if (tokens.depth === depth && tokens.word !== undefined && AFTER_WITH.has(tokens.word)) return tokens.word
  }
  return undefined
}

function readCollection(tokens: SqlTokens, operation: string): string | undefined {
  if (operation === 'SELECT') return readFrom(tokens)
  const before = BEFORE_TABLE.get(operation)
  if (before !== undefined) return skip(tokens, before) ? readName(tokens) : undefined
  if (!DEFINITIONS.has(operation)) return undefined
  if (!skip(tokens, KINDS_OF_TABLE) || tokens.word !== 'TABLE') return undefined
  return skip(tokens, AFTER_TABLE) ? readName(tokens) : undefined
}

/** The table behind the first FROM of a query, or of the subquery that stands there. */
function readFrom(tokens: SqlTokens): string | undefined {
  let { depth } = tokens
  while (tokens.next()) {
    if (tokens.word !== 'FROM' || tokens.depth !== depth) continue
    while (skip(tokens, AFTER_FROM) && tokens.text === '(');
    if (!isQuery(tokens)) {
      const name = readName(tokens)
      // What is called is a function.
      return tokens.text === '(' ? undefined : name
    }
    ;({ depth } = tokens)
  }
  return undefined
}

function isQuery({ word }: SqlTokens): boolean {
  return word === 'SELECT' || word === 'WITH'
}

/** Goes to the next token that is none of these words; false at the end. */
function skip(tokens: SqlTokens, words: ReadonlySet<string>): boolean {
  while (tokens.next()) if (tokens.word === undefined || !words.has(tokens.word)) return true
  return false
}

/** The name that begins here, of one part or several, and goes to the token behind it. */
function readName(tokens: SqlTokens): string | undefined {
  let { name } = tokens
  if (name === undefined) return undefined
  while (tokens.next() && tokens.text === '.') {
    if (!tokens.next() || tokens.name === undefined) break
    name += `.${tokens.name}`
  }
  return name.slice(0, MAX_NAME_LENGTH)
}
