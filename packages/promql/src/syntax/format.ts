import type { Expression } from './expression.ts'
import { parse } from './parse.ts'
import { formatExpression, formatGrouping, formatOperator, formatSubqueryTime } from './format-expression.ts'

/** Bytes of a line that is not broken up. */
const MAX_BYTES = 100

/**
 * Writes a query as Prometheus' `/api/v1/format_query` does: what is longer than 100 bytes on several lines.
 *
 * @param query - A text, or what {@link parse} made of it.
 * @throws PromqlError of type `bad_data` where the text is no query.
 *
 * @example
 * format('sum(rate(up [5m]))by(job)') // 'sum by (job) (rate(up[5m]))'
 */
export function format(query: Expression | string): string {
  return prettify(typeof query === 'string' ? parse(query) : query, 0)
}

function prettify(expression: Expression, level: number): string {
  const { kind } = expression
  const line = formatExpression(expression)
  const indent = '  '.repeat(level)
  if (Buffer.byteLength(line) <= MAX_BYTES) return kind === 'subquery' ? line : indent + line
  const inner = (part: Expression): string => prettify(part, level + 1)
  switch (kind) {
    case 'aggregation': {
      const { parameter, expression: of } = expression
      const first = parameter === null ? '' : `${inner(parameter)},\n`
      return `${indent}${formatGrouping(expression)}(\n${first}${inner(of)}\n${indent})`
    }
    case 'binary': {
      const operator = formatOperator(expression)
      return `${inner(expression.left)}\n${indent}${operator}\n${inner(expression.right)}`
    }
    case 'call':
      return `${indent}${expression.name}(\n${expression.args.map(inner).join(',\n')}\n${indent})`
    case 'paren':
      return `${indent}(\n${inner(expression.expression)}\n${indent})`
    case 'subquery':
      return prettify(expression.expression, level) + formatSubqueryTime(expression)
    case 'unary':
      return indent + expression.op + prettify(expression.expression, level).trim()
    default:
      return indent + line
  }
}
