import type { SyntaxNode } from '@lezer/common'

import { METRIC_NAME } from '../labels.ts'
import type { LabelMatcher } from '../series-source.ts'
import type { VectorMatching, VectorSelector } from './expression.ts'
import { children, first, spanOf } from './syntax-nodes.ts'
import type { TextReader } from './text-reader.ts'

/** Reads a name with the conditions in its braces. */
export function readSelector(node: SyntaxNode, text: TextReader): VectorSelector {
  let name = ''
  const matchers: LabelMatcher[] = []
  for (const part of children(node)) {
    if (part.name === 'Identifier') name = text.slice(part)
    else for (const each of children(part)) matchers.push(readMatcher(each, text))
  }
  if (name !== '') {
    const other = matchers.find((matcher) => matcher.name === METRIC_NAME)
    if (other !== undefined)
      throw text.fail(node, `metric name must not be set twice: "${name}" or "${other.value}"`)
    matchers.push({ name: METRIC_NAME, op: '=', value: name })
  }
  return { kind: 'selector', name, matchers, offsetMs: 0, at: null, ...spanOf(node) }
}

function readMatcher(node: SyntaxNode, text: TextReader): LabelMatcher {
  if (node.name === 'QuotedLabelName') return { name: METRIC_NAME, op: '=', value: text.string(first(node)) }
  const [label = node, op = node, value = node] = children(node)
  const matcher = {
    name: label.name === 'QuotedLabelName' ? text.string(first(label)) : text.slice(label),
    op: text.slice(op) as LabelMatcher['op'],
    value: text.string(value),
  }
  const problem = matcher.op === '=~' || matcher.op === '!~' ? text.problemOfExpression(matcher.value) : null
  if (problem !== null) throw text.fail(node, problem)
  return matcher
}

/** Reads which elements of two vectors belong together: `on (…) group_left (…)`. */
export function readMatching(clause: SyntaxNode | undefined, op: string, text: TextReader): VectorMatching {
  const isSet = op === 'and' || op === 'or' || op === 'unless'
  const parts = clause === undefined ? [] : children(clause)
  const groups = parts.filter(({ name }) => name === 'GroupingLabels')
  const side = parts.find(({ name }) => name === 'GroupLeft' || name === 'GroupRight')
  return {
    card:
      side === undefined
        ? isSet
          ? 'many-to-many'
          : 'one-to-one'
        : side.name === 'GroupLeft'
          ? 'many-to-one'
          : 'one-to-many',
    isOn: parts[0]?.name === 'On',
    labels: groups[0] === undefined ? [] : text.labels(groups[0]),
    include: groups[1] === undefined ? [] : text.labels(groups[1]),
  }
}
