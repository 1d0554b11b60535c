import { formatNumber } from '../evaluate/format-number.ts'
import { METRIC_NAME } from '../labels.ts'
import type { LabelMatcher } from '../series-source.ts'
import type {
  Aggregation,
  At,
  Binary,
  Expression,
  NumberLiteral,
  Subquery,
  Unary,
  VectorSelector,
} from './expression.ts'
import { formatDuration } from './literals.ts'
import { quote } from './quote.ts'

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/**
 * Writes an expression as Prometheus does, on one line.
 *
 * @example
 * formatExpression(parse('sum(rate(up [5m]))by(job)')) // 'sum by (job) (rate(up[5m]))'
 */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return formatLiteral(expression, 1)
    case 'string':
      return quote(expression.value)
    case 'selector':
      return formatSelector(expression) + formatModifiers(expression)
    case 'range': {
      const { selector, rangeMs } = expression
      return `${formatSelector(selector)}[${formatDuration(rangeMs)}]${formatModifiers(selector)}`
    }
    case 'subquery':
      return formatExpression(expression.expression) + formatSubqueryTime(expression)
    case 'call':
      return `${expression.name}(${expression.args.map(formatExpression).join(', ')})`
    case 'aggregation':
      return formatAggregation(expression)
    case 'unary':
      return formatUnary(expression)
    case 'binary':
      return formatBinary(expression)
    case 'paren':
      return `(${formatExpression(expression.expression)})`
  }
}

function formatLiteral({ value, isDuration }: NumberLiteral, sign: 1 | -1): string {
  return isDuration ? formatDuration(Math.round(sign * value * 1000)) : formatNumber(sign * value)
}

function formatSelector({ name, matchers }: VectorSelector): string {
  const shown = matchers
    .filter((matcher) => !(matcher.name === METRIC_NAME && matcher.op === '=' && matcher.value === name))
    .map(formatMatcher)
    .toSorted()
  return shown.length === 0 ? name : `${name}{${shown.join(',')}}`
}

function formatMatcher({ name, op, value }: LabelMatcher): string {
  return `${formatName(name)}${op}${quote(value)}`
}

function formatName(name: string): string {
  return PLAIN_NAME.test(name) ? name : quote(name)
}

function formatNames(names: readonly string[]): string {
  return `(${names.map(formatName).join(', ')})`
}

/** What follows a range or subquery, and a selector: its time. */
function formatModifiers({ at, offsetMs }: { readonly at: At | null; readonly offsetMs: number }): string {
  const offset = offsetMs === 0 ? '' : ` offset ${formatDuration(offsetMs)}`
  if (at === null) return offset
  return `${typeof at === 'number' ? ` @ ${(at / 1000).toFixed(3)}` : ` @ ${at}()`}${offset}`
}

/** The range of a subquery, with its step and its time. */
export function formatSubqueryTime(subquery: Subquery): string {
  const step = subquery.stepMs === null ? '' : formatDuration(subquery.stepMs)
  return `[${formatDuration(subquery.rangeMs)}:${step}]${formatModifiers(subquery)}`
}

function formatAggregation(aggregation: Aggregation): string {
  const { parameter, expression } = aggregation
  const first = parameter === null ? '' : `${formatExpression(parameter)}, `
  return `${formatGrouping(aggregation)}(${first}${formatExpression(expression)})`
}

/** An aggregation up to its parenthesis. */
export function formatGrouping({ op, grouping, isWithout }: Aggregation): string {
  if (isWithout) return `${op} without ${formatNames(grouping)} `
  return grouping.length > 0 ? `${op} by ${formatNames(grouping)} ` : op
}

/** A number with a sign is one number. */
function formatUnary({ op, expression }: Unary): string {
  if (expression.kind === 'number') return formatLiteral(expression, op === '-' ? -1 : 1)
  return op + formatExpression(expression)
}

function formatBinary(binary: Binary): string {
  const { left, right } = binary
  return `${formatExpression(left)} ${formatOperator(binary)} ${formatExpression(right)}`
}

/** An operator with how its sides are matched. */
export function formatOperator({ op, isBool, matching }: Binary): string {
  const { card, isOn, labels, include } = matching
  const isGrouped = card === 'many-to-one' || card === 'one-to-many'
  const clauses = [
    isBool ? ' bool' : '',
    labels.length > 0 || isOn || isGrouped ? ` ${isOn ? 'on' : 'ignoring'} ${formatNames(labels)}` : '',
    isGrouped ? ` group_${card === 'many-to-one' ? 'left' : 'right'} ${formatNames(include)}` : '',
  ]
  return `${op}${clauses.join('')}`
}
