import { DETAILS } from './job-row.ts'
import { inOrder } from './key-order.ts'
import { type Fields, isFields } from './serialized.ts'

/** What a row is told apart by: values that do not change while it is the same thing. */
const IDENTITY: readonly string[] = [
  'service',
  'id',
  'name',
  'method',
  'route',
  'system',
  'operation',
  'collection',
  'host',
  'type',
  'signal',
  'resource',
  'instanceId',
  'spanId',
  'traceId',
  'at',
  'startsAt',
]

/** Unfolded below the message instead. */
const FOLDED = 'stack'
const NEVER_SHOWN = new Set(['instanceId', 'spanId', 'group', FOLDED])

/** The columns of a table: every key that some row has a value for, and those shown before. */
export function columnsOf(
  rows: readonly Fields[],
  hidden: ReadonlySet<string>,
  before: readonly string[],
): readonly string[] {
  const found = new Set(before)
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      if (value !== null && !isEmptyObject(value) && !hidden.has(key) && !NEVER_SHOWN.has(key)) found.add(key)
    }
  }
  if (found.size === before.length) return before
  return inOrder([...found].filter((key) => !hidden.has(key)))
}

/** Names the rows so that each finds its own again: equal rows are numbered. */
export function rowKeys(rows: readonly Fields[]): readonly string[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const key = JSON.stringify(IDENTITY.map((name) => row[name] ?? null))
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return `${key}${count}`
  })
}

/** Long text that a cell unfolds, and what it is. */
export interface Fold {
  readonly label: string
  readonly text: string
}

/** What the message unfolds: the stack, of a job its details, of a group that of its newest error with when, where and its context. */
export function foldOf(row: Fields, column: string): Fold | null {
  if (column !== 'message') return null
  if (isFields(row['sample'])) return { label: 'Newest', text: describeSample(row['sample'], row['context']) }
  const details = row[DETAILS]
  if (typeof details === 'string' && details !== '') return { label: 'Details', text: details }
  const stack = row[FOLDED]
  return typeof stack === 'string' && stack !== '' ? { label: 'Stack', text: stack } : null
}

function describeSample(sample: Fields, context: unknown): string {
  const facts = { when: sample['at'], in: sample['operation'], trace: sample['traceId'] }
  const lines = [facts, isFields(context) ? context : {}].map((fields) =>
    Object.entries(fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => `${key}: ${String(value)}`)
      .join('\n'),
  )
  return [...lines, sample[FOLDED]].filter((part) => typeof part === 'string' && part !== '').join('\n\n')
}

function isEmptyObject(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 0
}
