import type { SyntaxNode } from '@lezer/common'

import { formatShortest } from '../evaluate/format-shortest.ts'
import { problemOf, sizeToCompile } from '../match-label.ts'
import type { PromqlError } from '../promql-error.ts'
import type { At, Span } from './expression.ts'
import { readNumber, readString } from './literals.ts'
import { parseError } from './parse-error.ts'
import { children, first } from './syntax-nodes.ts'

/** Instructions of all regular expressions of a query together: they are compiled in a tenth of a second. */
const MAX_EXPRESSIONS = 10_000

/** Reads what the smallest parts of a query say: numbers, durations, texts, names. */
export class TextReader {
  readonly #text: string
  /** Size of the regular expressions so far. */
  #expressions = 0

  constructor(text: string) {
    this.#text = text
  }

  /** @param of - What is pinned to it. */
  time(node: SyntaxNode, of: Span): At {
    if (node.name === 'AtModifierPreprocessors')
      return this.slice(node).toLowerCase().startsWith('start') ? 'start' : 'end'
    const seconds = this.number(node)
    if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 53)
      throw this.fail(of, `timestamp out of bounds for @ modifier: ${formatShortest(seconds)}`)
    // As Prometheus rounds: half a millisecond away from zero.
    return Math.sign(seconds) * Math.round(Math.abs(seconds) * 1000)
  }

  positive(node: SyntaxNode): number {
    const milliseconds = this.duration(node)
    if (milliseconds <= 0) throw this.fail(node, 'duration must be greater than 0')
    return milliseconds
  }

  /** In milliseconds. */
  duration(node: SyntaxNode): number {
    const text = this.slice(node)
    const [, sign = '', rest = ''] = /^\s*([+-]?)\s*([\s\S]*?)\s*$/.exec(text) ?? []
    const seconds = readNumber(rest)
    if (seconds === null) {
      const isLiteral = /^[\da-z.]+$/i.test(rest)
      throw this.fail(
        node,
        isLiteral
          ? `not a valid duration string: "${rest}"`
          : 'experimental duration expression is not enabled',
      )
    }
    const milliseconds = Math.trunc(Math.round(seconds * 1e9) / 1e6)
    if (!(Math.abs(milliseconds) <= 9_223_372_036_854)) throw this.fail(node, 'duration out of range')
    return sign === '-' ? -milliseconds : milliseconds
  }

  number(node: SyntaxNode): number {
    const text = this.slice(node)
    const [, sign = '', rest = ''] = /^([+-]?)\s*([\s\S]*)$/.exec(text) ?? []
    const value = readNumber(rest)
    if (value === null)
      throw this.fail(node, `error parsing number: strconv.ParseFloat: parsing "${text}": invalid syntax`)
    return sign === '-' ? -value : value
  }

  string(node: SyntaxNode): string {
    const text = this.slice(node)
    const value = readString(text)
    if (value === null) throw this.fail(node, problemOfText(text))
    return value
  }

  /** What is wrong with a regular expression, as RE2 says it; `null` where nothing is. */
  problemOfExpression(pattern: string): string | null {
    const size = sizeToCompile(pattern)
    this.#expressions += size
    const isTooMuch = size > 0 && this.#expressions > MAX_EXPRESSIONS
    return isTooMuch ? 'error parsing regexp: expression too large' : problemOf(pattern)
  }

  labels(node: SyntaxNode): string[] {
    return children(node).map((label) =>
      label.name === 'QuotedLabelName' ? this.string(first(label)) : this.slice(label),
    )
  }

  slice({ from, to }: Span): string {
    return this.#text.slice(from, to)
  }

  /** Of what follows a part. */
  failAfter({ to }: Span, message: string): PromqlError {
    return parseError(this.#text, this.#text.length - this.#text.slice(to).trimStart().length, message)
  }

  fail({ from }: Span, message: string): PromqlError {
    return parseError(this.#text, from, message)
  }
}

function problemOfText(text: string): string {
  if (text.length < 2 || !text.endsWith(text.charAt(0))) return 'unterminated quoted string'
  const [, escape] = /\\([^abfnrtv\\'"0-7xuU])/u.exec(text) ?? []
  if (escape === undefined) return `error unquoting string ${JSON.stringify(text)}: invalid syntax`
  const code = (escape.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `unknown escape sequence U+${code} '${escape}'`
}
