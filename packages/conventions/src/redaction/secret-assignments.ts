import { REDACTED } from './redaction-settings.ts'
import { isSecretKey } from './secret-keys.ts'

/** A name and what joins it to a value: `token=`, `"token": "`, `token%3D`, `(token)=(`, `--token `, `PASSWORD '`. */
const ASSIGNMENT =
  /(?<![\w.-])(-{0,2})([\w.-]{1,128})[\\"'`)\]]{0,3}(?:\s{0,8}(?:=>|[:=]|%3[ad])\s{0,8}|\s{1,8}(?=['"])|(?<=--[\w.-]{1,128})\s{1,8})/gi

/** Keys whose value reaches to the end of the line: headers with spaces, commas and `=` in them. */
const WHOLE_LINE = /authori[sz]|cookie/i
/** Keys that may be followed by a quoted value with nothing between, as in SQL. */
const SQL_KEY = /passw|pwd|secret/i
const SOURCE_FILE = /\.[cm]?[jt]sx?$|\.(?:vue|svelte|json|py|rs|go|java|wasm)$/i
/** What says nothing about a secret: `password: undefined` helps whoever reads it. */
const NO_SECRET = /^(?:null|undefined|true|false|none)$/i
const ENDS_BARE_VALUE = /[\s"'`,;&()[\]{}<>]/g
const ENDS_LINE = /[\r\n"'`]|\\[rn"]/g

/** Takes out the values of secret keys in free text: assignments, JSON, headers, query strings, flags, SQL. */
export function redactAssignments(text: string): string {
  ASSIGNMENT.lastIndex = 0
  let kept = ''
  let copied = 0
  for (let match = ASSIGNMENT.exec(text); match; match = ASSIGNMENT.exec(text)) {
    const key = match[2] ?? ''
    if (!isSecretKey(key)) continue
    const start = ASSIGNMENT.lastIndex
    const joined = /[:=]|%3[ad]/i.test(match[0].slice(key.length))
    if (!joined && match[1] !== '--' && !SQL_KEY.test(key)) continue
    const value = readValue(text, start, WHOLE_LINE.test(key))
    if (isHarmless(key, text.slice(value.start, value.end))) continue
    kept += text.slice(copied, value.start) + REDACTED
    copied = value.end
    ASSIGNMENT.lastIndex = value.end
  }
  return copied === 0 ? text : kept + text.slice(copied)
}

function isHarmless(key: string, value: string): boolean {
  if (value === '' || NO_SECRET.test(value) || value.startsWith(REDACTED)) return true
  // `at token.ts:10:5` is a position in a file, not a token.
  return SOURCE_FILE.test(key) && /^\d+(?::\d+)?$/.test(value)
}

/** The value that begins at or just after `from`, without the quotes around it. */
function readValue(text: string, from: number, wholeLine: boolean): { start: number; end: number } {
  const opened = /^\(?\s{0,8}(\\{0,3}["'`])/.exec(text.slice(from, from + 16))
  if (opened) {
    const start = from + opened[0].length
    return { start, end: endOfQuoted(text, start, opened[1] ?? '"') }
  }
  const start = text[from] === '(' ? from + 1 : from
  if (text[start] === '{' || text[start] === '[') return { start, end: endOfBrackets(text, start) }
  const ends = wholeLine ? ENDS_LINE : ENDS_BARE_VALUE
  ends.lastIndex = start
  const end = ends.exec(text)?.index ?? text.length
  // `crypt('…', salt)`: what a function is given belongs to the value.
  return { start, end: text[end] === '(' ? endOfQuoted(text, end + 1, ')') : end }
}

function endOfQuoted(text: string, start: number, quote: string): number {
  let end = text.indexOf(quote, start)
  // `"a\"b"`: a quote behind a backslash belongs to the value, unless the opening one had it too.
  while (end > start && quote.length === 1 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1)
  if (end >= 0) return end
  const line = text.indexOf('\n', start)
  return line < 0 ? text.length : line
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth === 0) return index + 1
  }
  return text.length
}
