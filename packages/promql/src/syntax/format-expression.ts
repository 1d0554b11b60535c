import { formatNumber } from '../evaluate/format-number.ts'
import { METRIC_NAME } from '../labels.ts'
import type { LabelMatcher } from '../series-source.ts'
import type {
  Aggregation,
  At,
  Binary,
  Expression,
  NumberLiteral,
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
    case 'subquery': {
      const step = expression.stepMs === null ? '' : formatDuration(expression.stepMs)
      const range = `[${formatDuration(expression.rangeMs)}:${step}]`
      return formatExpression(expression.expression) + range + formatModifiers(expression)
    }
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

function formatModifiers({ at, offsetMs }: { readonly at: At | null; readonly offsetMs: number }): string {
  const offset = offsetMs === 0 ? '' : ` offset ${formatDuration(offsetMs)}`
  if (at === null) return offset
  return `${typeof at === 'number' ? ` @ ${(at / 1000).toFixed(3)}` : ` @ ${at}()`}${offset}`
}

function formatAggregation({ op, grouping, isWithout, parameter, expression }: Aggregation): string {
  const clause = isWithout
    ? ` without ${formatNames(grouping)} `
    : grouping.length > 0
      ? ` by ${formatNames(grouping)} `
      : ''
  const first = parameter === null ? '' : `${formatExpression(parameter)}, `
  return `${op}${clause}(${first}${formatExpression(expression)})`
}

/** A number with a sign is one number. */
function formatUnary({ op, expression }: Unary): string {
  if (expression.kind === 'number') return formatLiteral(expression, op === '-' ? -1 : 1)
  return op + formatExpression(expression)
}

function formatBinary({ left, op, right, isBool, matching }: Binary): string {
  const { card, isOn, labels, include } = matching
  const isGrouped = card === 'many-to-one' || card === 'one-to-many'
  const clauses = [
    isBool ? ' bool' : '',
    labels.length > 0 || isOn || isGrouped ? ` ${isOn ? 'on' : 'ignoring'} ${formatNames(labels)}` : '',
    isGrouped ? ` group_${card === 'many-to-one' ? 'left' : 'right'} ${formatNames(include)}` : '',
  ]
  return `${formatExpression(left)} ${op}${clauses.join('')} ${formatExpression(right)}`
}
