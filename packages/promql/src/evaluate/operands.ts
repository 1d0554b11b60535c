import type { Expression, MatrixSelector, Subquery } from '../syntax/expression.ts'
import type { Column } from './column.ts'
import type { VectorStream } from './column-stream.ts'
import type { Grid } from './grid.ts'
import type { Notes } from './notes.ts'
import type { Samples, SelectContext } from './select.ts'
import type { Stream, Work } from './work.ts'

/** What evaluating needs to know of the query. */
export interface EvaluatorContext extends SelectContext {
  /** Step of a subquery that names none. */
  readonly subqueryStepMs: number
  readonly notes: Notes
}

/** Where operators and functions have their operands from. */
export interface Operands {
  readonly context: EvaluatorContext
  /** A value at each time. @param otherwise - Where there is no such operand; NaN by default. */
  scalar(node: Expression | undefined, grid: Grid, otherwise?: number): Work<Float64Array>
  /** Elements of a vector, one after the other. */
  vector(node: Expression | undefined, grid: Grid): Work<VectorStream>
  /** All of them at once. */
  columns(node: Expression | undefined, grid: Grid): Work<readonly Column[]>
  /** The samples of all ranges that end at a time of the grid. */
  samples(node: MatrixSelector | Subquery, grid: Grid): Work<Stream<Samples>>
}
