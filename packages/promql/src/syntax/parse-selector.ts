import type { LabelMatcher } from '../series-source.ts'
import type { Expression, VectorSelector } from './expression.ts'
import { parse } from './parse.ts'
import { parseError } from './parse-error.ts'
import { unexpectedAt } from './unexpected.ts'

/**
 * Parses a selector of series, as in `match[]` of Prometheus' HTTP API.
 *
 * @throws PromqlError where the text is something else.
 * @example
 * parseSelector('up{job="api"}') // [{ name: '__name__', op: '=', value: 'up' }, { name: 'job', … }]
 */
export function parseSelector(text: string): readonly LabelMatcher[] {
  const expression = parse(text)
  if (expression.kind === 'selector' && expression.offsetMs === 0 && expression.at === null)
    return expression.matchers
  // A name is one of a metric here, whatever else it may mean.
  const [name = ''] = /^\s*(?:[a-zA-Z_:][\w:]*\s*)?/.exec(text) ?? []
  const next = text.charAt(name.length)
  if (name !== '' && next !== '') throw parseError(text, name.length, `unexpected ${JSON.stringify(next)}`)
  throw unexpectedAt(text, name.length)
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
