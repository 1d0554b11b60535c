import { parser } from '@prometheus-io/lezer-promql'

import { PromqlError } from '../promql-error.ts'
import { checkTypes } from './check-types.ts'
import type { Expression } from './expression.ts'
import { ExpressionReader, MAX_DEPTH } from './expression-reader.ts'
import { parseError } from './parse-error.ts'
import { TextReader } from './text-reader.ts'
import { findUnexpected, isTooDeep } from './unexpected.ts'

/** Longer texts are not queries, and would hold up the thread. */
const MAX_CHARACTERS = 32_768

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
  // The grammar's parser takes long over what it then does not read.
  if (isTooDeep(text, MAX_DEPTH)) throw tooDeep()
  try {
    return read(text)
  } catch (error) {
    // A long chain of operators is as deep as parentheses.
    throw error instanceof RangeError ? tooDeep() : error
  }
}

function tooDeep(): PromqlError {
  return new PromqlError('bad_data', `the query is nested deeper than ${MAX_DEPTH} levels`)
}

function read(text: string): Expression {
  const { topNode } = parser.parse(text)
  const unexpected = findUnexpected(topNode, text)
  if (unexpected !== null) throw unexpected
  const root = topNode.firstChild
  if (root === null) throw parseError(text, text.length, 'no expression found in input')
  const expression = new ExpressionReader(new TextReader(text)).read(root)
  checkTypes(expression, text)
  return expression
}
