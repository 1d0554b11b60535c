import type { SyntaxNode } from '@lezer/common'

import { PromqlError } from '../promql-error.ts'
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
  if (text.trim() === '')
    return new PromqlError('bad_data', 'unknown position: parse error: no expression found in input')
  const unterminated = hideTexts(text).search(/["']/)
  if (unterminated !== -1) return parseError(text, unterminated, 'unterminated quoted string')
  const call = findUnknownCall(text)
  if (call !== null) return parseError(text, call.at, `unknown function with name "${call.name}"`)
  return unexpectedAt(text, at)
}

/** Says what stands in the text from there on, and should not. */
export function unexpectedAt(text: string, at: number): PromqlError {
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)
  const [token = ''] = TOKEN.exec(text.slice(start)) ?? []
  if (token === '') return parseError(text, text.length, findUnclosed(text))
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

/** Whether more parentheses, or signs in a row, are open somewhere than may be. */
export function isTooDeep(text: string, maxDepth: number): boolean {
  let depth = 0
  let signs = 0
  for (const character of hideTexts(text)) {
    if (character === '(' || character === '[' || character === '{') depth++
    if (character === ')' || character === ']' || character === '}') depth--
    signs = character === '-' || character === '+' ? signs + 1 : 0
    if (depth > maxDepth || signs > maxDepth) return true
  }
  return false
}

/** What is open where the text ends. */
function findUnclosed(text: string): string {
  const bare = hideTexts(text)
  const isOpen = (left: string, right: string): boolean => bare.split(left).length > bare.split(right).length
  if (isOpen('{', '}')) return 'unexpected end of input inside braces'
  if (isOpen('(', ')')) return 'unclosed left parenthesis'
  return isOpen('[', ']') ? 'unclosed left bracket' : 'unexpected end of input'
}

/** Blanks in the place of texts and comments: what they hold is no part of the query. */
function hideTexts(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/g, (hidden) =>
    ' '.repeat(hidden.length),
  )
}

function findUnknownCall(text: string): { readonly name: string; readonly at: number } | null {
  for (const found of hideTexts(text).matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)\s*\(/g)) {
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
