import { PromqlError } from '../promql-error.ts'
import type { LabelMatcher } from '../series-source.ts'
import type { Expression, VectorSelector } from './expression.ts'
import { parse } from './parse.ts'

/**
 * Parses a selector of series, as in `match[]` of Prometheus' HTTP API.
 *
 * @throws PromqlError where the text is something else.
 * @example
 * parseSelector('up{job="api"}') // [{ name: '__name__', op: '=', value: 'up' }, { name: 'job', … }]
 */
export function parseSelector(text: string): readonly LabelMatcher[] {
  const expression = parse(text)
  if (expression.kind !== 'selector' || expression.offsetMs !== 0 || expression.at !== null) {
    throw new PromqlError('bad_data', `1:1: parse error: expected a selector of series, got "${text}"`)
  }
  return expression.matchers
}

/** All selectors of an expression, from left to right. */
export function selectorsOf(expression: Expression): readonly VectorSelector[] {
  switch (expression.kind) {
    case 'selector':
      return [expression]
    case 'range':
      return [expression.selector]
    case 'call':
      return expression.args.flatMap(selectorsOf)
    case 'aggregation':
      return [expression.parameter, expression.expression].flatMap((part) =>
        part === null ? [] : selectorsOf(part),
      )
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)]
    case 'number':
    case 'string':
      return []
    default:
      return selectorsOf(expression.expression)
  }
}
