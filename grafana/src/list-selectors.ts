import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** A choice of series in an expression. */
export interface Selector {
  /** As written, without its range. */
  readonly text: string
  /** `null` where it is chosen by a matcher of `__name__`. */
  readonly metric: string | null
  /** Labels that it matches. */
  readonly labels: readonly string[]
  /** Function around its range, such as `rate`; `null` where it has no range. */
  readonly over: string | null
  /** Its range as written. */
  readonly range: string | null
  /** Aggregation around it, the nearest one, such as `sum`; `null` where there is none. */
  readonly aggregation: string | null
}

/** Lists the choices of series in an expression of PromQL. */
export function listSelectors(expression: string): readonly Selector[] {
  const text = ({ from, to }: SyntaxNode): string => expression.slice(from, to)
  const found: Selector[] = []
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.type.name !== 'VectorSelector') return
      const name = node.getChild('Identifier')
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
      const range = node.parent?.type.name === 'MatrixSelector' ? node.parent.getChild('DurationExpr') : null
      const call = findAbove(node, 'FunctionCall')?.getChild('FunctionIdentifier')
      const aggregation = findAbove(node, 'AggregateExpr')?.getChild('AggregateOp')
      found.push({
        text: text(node),
        metric: name === null ? null : text(name),
        labels: matchers.flatMap((matcher) => matcher.getChildren('LabelName').map(text)),
        over: range === null || call === null || call === undefined ? null : text(call),
        range: range === null ? null : text(range),
        aggregation: aggregation === null || aggregation === undefined ? null : text(aggregation),
      })
    },
  })
  return found
}

function findAbove(node: SyntaxNode, name: string): SyntaxNode | null {
  for (let { parent } = node; parent !== null; parent = parent.parent)
    if (parent.type.name === name) return parent
  return null
}
