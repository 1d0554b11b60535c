import type { SyntaxNode } from '@lezer/common'

import type { PromqlError } from '../promql-error.ts'
import type { At, Span } from './expression.ts'
import { readNumber, readString } from './literals.ts'
import { parseError } from './parse-error.ts'
import { children, first } from './syntax-nodes.ts'

/** Reads what the smallest parts of a query say: numbers, durations, texts, names. */
export class TextReader {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  time(node: SyntaxNode): At {
    if (node.name === 'AtModifierPreprocessors')
      return this.slice(node).toLowerCase().startsWith('start') ? 'start' : 'end'
    const seconds = this.number(node)
    if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 53) {
      throw this.fail(node, `timestamp out of bounds for @ modifier: ${seconds}`)
    }
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
    if (value === null)
      throw this.fail(node, `error unquoting string ${JSON.stringify(text)}: invalid syntax`)
    return value
  }

  labels(node: SyntaxNode): string[] {
    return children(node).map((label) =>
      label.name === 'QuotedLabelName' ? this.string(first(label)) : this.slice(label),
    )
  }

  slice({ from, to }: Span): string {
    return this.#text.slice(from, to)
  }

  fail({ from }: Span, message: string): PromqlError {
    return parseError(this.#text, from, message)
  }
}
