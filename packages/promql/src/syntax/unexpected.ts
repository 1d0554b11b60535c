import type { PromqlError } from '../promql-error.ts'
import { expectationAt } from './expectation.ts'
import { FUNCTIONS } from './functions.ts'
import { hideTexts } from './hide-texts.ts'
import { parseError } from './parse-error.ts'

const TOKEN = /^(?:[a-zA-Z_:][\w:]*|\d[\w.]*|"[^"]*"?|'[^']*'?|[<>=!]=|=~|!~|[\s\S])/
const NAMES: Readonly<Record<string, string>> = {
  '(': '"("',
  ')': "right parenthesis ')'",
  '[': '"["',
  '=': '"="',
  ']': "right bracket ']'",
  '{': '"{"',
  '}': '"}"',
  ',': '","',
}

/** Says why a text is no query, from the place on at which it cannot be one. */
export function describeUnexpected(text: string, at: number): PromqlError {
  const unterminated = hideTexts(text).search(/["'`]/)
  if (unterminated !== -1) {
    const kind = text[unterminated] === '`' ? 'raw' : 'quoted'
    return parseError(text, unterminated, `unterminated ${kind} string`)
  }
  if (hideTexts(text).trim() === '') return parseError(text, 0, 'no expression found in input')
  const call = findUnknownCall(text)
  if (call !== null) return parseError(text, call.at, `unknown function with name "${call.name}"`)
  return unexpectedAt(text, at)
}

/** Says what stands in the text from there on, and should not. */
export function unexpectedAt(text: string, at: number): PromqlError {
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)
  const [token = ''] = TOKEN.exec(text.slice(start)) ?? []
  const expectation = expectationAt(hideTexts(text).slice(0, start), text.slice(0, start))
  if (token === '')
    return parseError(text, text.length, findUnclosed(text) ?? `unexpected end of input${expectation}`)
  const number = malformedNumberAt(text, start)
  if (number !== null)
    return parseError(text, number.at, `bad number or duration syntax: ${JSON.stringify(number.text)}`)
  if (token === ')') return unexpectedParenthesis(text, start)
  if (token === '!') {
    const next = text.charAt(start + 1)
    return parseError(text, start, `unexpected character after '!': '${next === '' ? '\uFFFD' : next}'`)
  }
  const isExpected = token === '(' && expectation.endsWith('"("')
  return parseError(text, start, `unexpected ${describe(token)}${isExpected ? '' : expectation}`)
}

/** One that closes nothing is behind us once it is seen. */
function unexpectedParenthesis(text: string, at: number): PromqlError {
  const before = hideTexts(text).slice(0, at)
  const isOpen = before.split('(').length > before.split(')').length
  return parseError(text, isOpen ? at : at + 1, "unexpected right parenthesis ')'")
}

/** What goes on as no number does: of `5x` and `0b1` the part that is one. */
function malformedNumberAt(text: string, at: number): { readonly at: number; readonly text: string } | null {
  const [before = ''] = /\w*$/.exec(text.slice(0, at)) ?? []
  const [word = ''] = /^\w+/.exec(text.slice(at - before.length)) ?? []
  if (before === '' || word.length === before.length || !/^\d/.test(before)) return null
  const [sound = ''] = /^(?:\d+(?:ms|[smhdwy])?)+/.exec(word) ?? []
  return { at: at - before.length, text: sound }
}

/** What is open where the text ends; `null` for nothing. */
function findUnclosed(text: string): string | null {
  const bare = hideTexts(text)
  const isOpen = (left: string, right: string): boolean => bare.split(left).length > bare.split(right).length
  if (isOpen('{', '}')) return 'unexpected end of input inside braces'
  if (isOpen('(', ')')) return 'unclosed left parenthesis'
  if (!isOpen('[', ']')) return null
  return bare.trimEnd().endsWith('[')
    ? 'unexpected end of input in duration expression'
    : 'unclosed left bracket'
}

function findUnknownCall(text: string): { readonly name: string; readonly at: number } | null {
  for (const found of hideTexts(text).matchAll(/(?<!\w)([a-zA-Z_]\w*)\s*\(/g)) {
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
  if (/^(?:and|or|unless|atan2)$/i.test(token) || /^[-+*/%^@<>]$|^[=<>!]=$/.test(token))
    return `<op:${token}>`
  if (/^(?:by|without|on|ignoring|group_left|group_right|bool|offset)$/i.test(token)) return `<${token}>`
  if (/^[a-zA-Z_:]/.test(token)) return `identifier "${token}"`
  if (/^\d/.test(token)) return `number "${token}"`
  if (/^["']/.test(token)) return `string ${JSON.stringify(token)}`
  return `character: '${token}'`
}
