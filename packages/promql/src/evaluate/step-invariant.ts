import type { Expression } from '../syntax/expression.ts'
import type { Budget } from './budget.ts'
import type { Column } from './column.ts'
import type { Work } from './work.ts'

/** What looks at the time of evaluation itself. */
const UNSAFE: ReadonlySet<string> = new Set([
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
  'hour',
  'minute',
  'month',
  'predict_linear',
  'time',
  'timestamp',
  'year',
])

/** Whether an expression gives the same at all times, as everything in it is pinned by `@`. */
export function isStepInvariant(node: Expression): boolean {
  switch (node.kind) {
    case 'number':
    case 'string':
      return true
    case 'selector':
    case 'subquery':
      return node.at !== null
    case 'range':
      return node.selector.at !== null
    case 'paren':
    case 'unary':
    case 'aggregation':
      return isStepInvariant(node.expression)
    case 'binary':
      return isStepInvariant(node.left) && isStepInvariant(node.right)
    case 'call':
      return (
        isPinnedTime(node.name, node.args) || (!UNSAFE.has(node.name) && node.args.every(isStepInvariant))
      )
  }
}

/** The time of a sample that is pinned is pinned too. */
function isPinnedTime(name: string, args: readonly Expression[]): boolean {
  return name === 'timestamp' && args.every((arg) => arg.kind === 'selector' && arg.at !== null)
}

/** What holds at one time holds at all. */
export function* repeat(columns: readonly Column[], steps: number, budget: Budget): Work<readonly Column[]> {
  const repeated: Column[] = []
  for (const { labels, values, present } of columns) {
    if (budget.isDue) yield
    repeated.push({
      labels,
      values: new Float64Array(steps).fill(values[0] ?? 0),
      present: new Uint8Array(steps).fill(present[0] ?? 0),
    })
  }
  return repeated
}
