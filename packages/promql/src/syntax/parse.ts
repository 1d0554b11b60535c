import { parser } from '@prometheus-io/lezer-promql'

import { PromqlError } from '../promql-error.ts'
import { checkTypes } from './check-types.ts'
import type { Expression } from './expression.ts'
import { ExpressionReader } from './expression-reader.ts'
import { parseError } from './parse-error.ts'
import { TextReader } from './text-reader.ts'
import { findUnexpected } from './unexpected.ts'

/** Longer texts are not queries, and would hold up the thread. */
const MAX_CHARACTERS = 65_536

const texts = new WeakMap<Expression, string>()

/**
 * Parses a query.
 *
 * @throws PromqlError of type `bad_data` with the position, as Prometheus words it.
 *
 * @example
 * parse('sum by (job) (rate(http_requests_total[5m]))')
 */
export function parse(text: string): Expression {
  if (text.length > MAX_CHARACTERS)
    throw new PromqlError('bad_data', `the query is longer than ${MAX_CHARACTERS} characters`)
  const { topNode } = parser.parse(text)
  const unexpected = findUnexpected(topNode, text)
  if (unexpected !== null) throw unexpected
  const root = topNode.firstChild
  if (root === null) throw parseError(text, text.length, 'no expression found in input')
  const expression = new ExpressionReader(new TextReader(text)).read(root)
  checkTypes(expression, text)
  texts.set(expression, text)
  return expression
}

/** The text that an expression was made of, for positions in it; empty for what was not parsed here. */
export function textOfQuery(expression: Expression): string {
  return texts.get(expression) ?? ''
}
