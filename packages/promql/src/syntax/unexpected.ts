import type { SyntaxNode } from '@lezer/common'

import type { PromqlError } from '../promql-error.ts'
import { FUNCTIONS } from './functions.ts'
import { parseError } from './parse-error.ts'

const TOKEN = /^(?:[a-zA-Z_:][\w:]*|\d[\w.]*|"[^"]*"?|'[^']*'?|[<>=!]=|=~|!~|[\s\S])/
const NAMES: Readonly<Record<string, string>> = {
  '(': 'left parenthesis "("',
  ')': "right parenthesis ')'",
  '[': "left bracket '['",
  ']': "right bracket ']'",
  '{': '"{"',
  '}': '"}"',
  ',': '","',
}

/** The first thing in the text that the grammar does not know; `null` where it knows all. */
export function findUnexpected(root: SyntaxNode, text: string): PromqlError | null {
  const at = findError(root)
  if (at === null) return null
  if (text.trim() === '') return parseError(text, text.length, 'no expression found in input')
  const call = findUnknownCall(text)
  if (call !== null) return parseError(text, call.at, `unknown function with name "${call.name}"`)
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)
  const [token = ''] = TOKEN.exec(text.slice(start)) ?? []
  if (token === '') return parseError(text, text.length, 'unexpected end of input')
  return parseError(text, start, `unexpected ${describe(token)}`)
}

function findError(root: SyntaxNode): number | null {
  let at: number | null = null
  root.cursor().iterate(({ type, from }) => {
    if (at !== null) return false
    if (type.isError) at = from
    return undefined
  })
  return at
}

function findUnknownCall(text: string): { readonly name: string; readonly at: number } | null {
  // Texts are left out: what they hold is no call.
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/g, (quoted) =>
    ' '.repeat(quoted.length),
  )
  for (const found of bare.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)\s*\(/g)) {
    const [, name = ''] = found
    if (!FUNCTIONS.has(name) && !KEYWORDS.has(name.toLowerCase())) return { name, at: found.index }
  }
  return null
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
  'and',
  'or',
  'unless',
  'atan2',
  'offset',
  'start',
  'end',
])

function describe(token: string): string {
  const named = NAMES[token]
  if (named !== undefined) return named
  if (/^[a-zA-Z_:]/.test(token)) return `identifier "${token}"`
  if (/^\d/.test(token)) return `number "${token}"`
  if (/^["']/.test(token)) return `string ${JSON.stringify(token)}`
  return `character: '${token}'`
}
