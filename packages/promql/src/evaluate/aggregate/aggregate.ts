import type { Labels } from '../../series-source.ts'
import type { Aggregation } from '../../syntax/expression.ts'
import type { Budget } from '../budget.ts'
import type { Column } from '../column.ts'
import type { VectorStream } from '../column-stream.ts'
import { collect, type Work } from '../work.ts'
import { type Accumulator, createAccumulator, type FoldingOp } from './accumulators.ts'
import { countValues } from './count-values.ts'
import { Groups } from './grouping.ts'
import { pick } from './pick.ts'
import { quantiles } from './quantiles.ts'

/** What an aggregation makes of a vector. @param parameter - At each time; a text for `count_values`. */
export function* aggregate(
  node: Aggregation,
  vector: VectorStream,
  parameter: Float64Array | string | null,
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  const { op } = node
  const numbers = parameter instanceof Float64Array ? parameter : new Float64Array(steps)
  switch (op) {
    case 'count_values':
      return yield* countValues(node, yield* collect(vector.columns), String(parameter), steps, budget)
    case 'topk':
    case 'bottomk':
      return yield* pick(node, yield* collect(vector.columns), numbers, op === 'topk', budget)
    case 'quantile':
      return yield* quantiles(node, yield* collect(vector.columns), numbers, budget)
    default:
      return yield* fold(node, op, vector, steps, budget)
  }
}

interface FoldedGroup {
  readonly labels: Labels
  readonly present: Uint8Array
  readonly accumulator: Accumulator
}

/** Columns are given up as soon as they are in that of their group. */
function* fold(
  node: Aggregation,
  op: FoldingOp,
  { columns }: VectorStream,
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  const groups = new Groups<FoldedGroup>(node, (labels) => {
    budget.take(steps)
    return { labels, present: new Uint8Array(steps), accumulator: createAccumulator(op, steps) }
  })
  for (const column of columns) {
    if (column === undefined) {
      yield
      continue
    }
    if (budget.isDue) yield
    const { accumulator, present } = groups.of(column.labels)
    accumulator.add(column, present)
    budget.give(steps)
  }
  const made: Column[] = []
  for (const { labels, present, accumulator } of groups) {
    if (budget.isDue) yield
    made.push({ labels, present, values: accumulator.finish() })
  }
  return made
}
