import { checkTypes } from './check-types.ts'
import type { Expression } from './expression.ts'
import { ExpressionReader } from './expression-reader.ts'
import { readTree } from './read-tree.ts'
import { TextReader } from './text-reader.ts'

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
  const expression = new ExpressionReader(new TextReader(text)).read(readTree(text))
  checkTypes(expression, text)
  texts.set(expression, text)
  return expression
}

/** The text that an expression was made of, for positions in it; empty for what was not parsed here. */
export function textOfQuery(expression: Expression): string {
  return texts.get(expression) ?? ''
}
