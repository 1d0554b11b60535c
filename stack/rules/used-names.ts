import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** What an expression of PromQL names. */
export interface UsedNames {
  readonly metrics: ReadonlySet<string>
  /** Labels that it matches, groups or joins by. */
  readonly labels: ReadonlySet<string>
  /** Metrics that are not aggregated: what comes of them has all of their labels. */
  readonly bare: ReadonlySet<string>
  /** Where it cannot be read; `null` where it can. */
  readonly error: string | null
}

/** Reads the names in an expression. */
export function findUsedNames(expression: string): UsedNames {
  const metrics = new Set<string>()
  const labels = new Set<string>()
  const bare = new Set<string>()
  let error: string | null = null
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      const text = expression.slice(from, to)
      if (type.isError)
        error ??= `it does not parse at "${expression.slice(Math.max(0, from - 20), from + 10)}"`
      else if (type.name === 'Identifier' && node.parent?.type.name === 'VectorSelector') {
        metrics.add(text)
        if (!isAggregated(node)) bare.add(text)
      } else if (type.name === 'LabelName') labels.add(text)
    },
  })
  return { metrics, labels, bare, error }
}

function isAggregated(node: SyntaxNode): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent)
    if (parent.type.name === 'AggregateExpr') return true
  return false
}
