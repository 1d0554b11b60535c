import { executionError } from '../promql-error.ts'
import { typeOf } from '../syntax/check-types.ts'
import type { Aggregation, Binary, Expression, MatrixSelector, Subquery } from '../syntax/expression.ts'
import { textOf, unwrap } from '../syntax/unwrap.ts'
import { aggregate } from './aggregate/aggregate.ts'
import { combineScalars, combineVectors, isFilter, withScalar } from './binary.ts'
import type { Column } from './column.ts'
import { mapVector, streamOf, valuesAt, type VectorStream, withValues } from './column-stream.ts'
import { createGrid, endOf, type Grid } from './grid.ts'
import type { EvaluatorContext, Operands } from './operands.ts'
import { callOfRange } from './range/call-of-range.ts'
import { samplesOfColumn } from './samples-of-column.ts'
import { resolveAt, type Samples, selectInstant, selectRange } from './select.ts'
import { isStepInvariant, repeat } from './step-invariant.ts'
import { callOfScalar } from './scalar-calls.ts'
import { callOfVector } from './vector-calls.ts'
import { collect, type Stream, type Work } from './work.ts'

/**
 * Evaluates expressions on a grid: each part at all times at once, so that labels are looked at once; and element by
 * element where that is possible, so that no more than one need be in memory.
 */
export class Evaluator implements Operands {
  readonly context: EvaluatorContext

  constructor(context: EvaluatorContext) {
    this.context = context
  }

  *scalar(node: Expression | undefined, grid: Grid, otherwise: number = Number.NaN): Work<Float64Array> {
    if (this.context.budget.isDue) yield
    if (node === undefined || typeOf(node) !== 'scalar') return new Float64Array(grid.steps).fill(otherwise)
    if (isPinned(node, grid)) {
      const [value = otherwise] = yield* this.scalar(node, { ...grid, steps: 1 })
      return new Float64Array(grid.steps).fill(value)
    }
    switch (node.kind) {
      case 'number':
        return new Float64Array(grid.steps).fill(node.value)
      case 'unary': {
        const values = yield* this.scalar(node.expression, grid)
        if (node.op === '+') return values
        return yield* valuesAt(grid.steps, (index) => -(values[index] ?? 0), this.context.budget)
      }
      case 'binary': {
        const left = yield* this.scalar(node.left, grid)
        const right = yield* this.scalar(node.right, grid)
        return yield* combineScalars(node.op, left, right, this.context.budget)
      }
      case 'call':
        return yield* callOfScalar(node, grid, this)
      case 'paren':
        return yield* this.scalar(node.expression, grid)
      default:
        throw executionError(`${node.kind} is no scalar`)
    }
  }

  *vector(node: Expression | undefined, grid: Grid): Work<VectorStream> {
    if (this.context.budget.isDue) yield
    if (node === undefined) return streamOf([])
    if (isPinned(node, grid)) {
      const columns = yield* this.columns(node, { ...grid, steps: 1 })
      this.context.budget.take(columns.length * (grid.steps - 1))
      return streamOf(yield* repeat(columns, grid.steps, this.context.budget))
    }
    switch (node.kind) {
      case 'selector':
        return { columns: selectInstant(node, grid, this.context), hasNames: true }
      case 'paren':
        return yield* this.vector(node.expression, grid)
      case 'unary': {
        const vector = yield* this.vector(node.expression, grid)
        if (node.op === '+') return vector
        return yield* mapVector(
          vector,
          withValues((value) => -value),
          true,
          this.context.budget,
        )
      }
      case 'binary':
        return yield* this.#binary(node, grid)
      case 'aggregation':
        return streamOf(yield* this.#aggregate(node, grid))
      case 'call':
        return (yield* callOfRange(node, grid, this)) ?? (yield* callOfVector(node, grid, this))
      default:
        return streamOf([])
    }
  }

  *columns(node: Expression | undefined, grid: Grid): Work<readonly Column[]> {
    return yield* collect((yield* this.vector(node, grid)).columns)
  }

  *samples(node: MatrixSelector | Subquery, grid: Grid): Work<Stream<Samples>> {
    if (node.kind === 'range') return selectRange(node.selector, node.rangeMs, grid, this.context)
    const { rangeMs, offsetMs, stepMs, at } = node
    const pinned = resolveAt(at, this.context)
    const step = stepMs ?? this.context.subqueryStepMs
    const endMs = (pinned ?? endOf(grid)) - offsetMs
    const behindMs = (pinned ?? grid.startMs) - offsetMs - rangeMs
    // Times are multiples of the step, wherever the query begins.
    let startMs = step * Math.trunc(behindMs / step)
    if (startMs <= behindMs) startMs += step
    const inner = createGrid(startMs, endMs, step)
    if (inner.steps === 0) return []
    this.context.budget.assertRoom(2 * inner.steps)
    return this.#samplesOf((yield* this.vector(node.expression, inner)).columns, inner)
  }

  *#samplesOf(columns: Stream<Column>, grid: Grid): Stream<Samples> {
    const { budget } = this.context
    for (const column of columns) {
      if (column === undefined) {
        yield undefined
        continue
      }
      budget.take(grid.steps)
      yield yield* samplesOfColumn(column, grid, budget)
      budget.give(2 * grid.steps)
    }
  }

  *#binary(node: Binary, grid: Grid): Work<VectorStream> {
    const { op, left, right, isBool } = node
    const { budget } = this.context
    const [isLeftScalar, isRightScalar] = [typeOf(left) === 'scalar', typeOf(right) === 'scalar']
    if (isLeftScalar || isRightScalar) {
      const scalar = yield* this.scalar(isLeftScalar ? left : right, grid)
      const vector = yield* this.vector(isLeftScalar ? right : left, grid)
      return yield* mapVector(vector, withScalar(node, scalar, isLeftScalar), !isFilter(op, isBool), budget)
    }
    const first = yield* this.columns(left, grid)
    const second = yield* this.columns(right, grid)
    return streamOf(yield* combineVectors(node, first, second, grid.steps, budget))
  }

  *#aggregate(node: Aggregation, grid: Grid): Work<readonly Column[]> {
    const { parameter } = node
    const { budget, notes } = this.context
    const given =
      parameter === null
        ? null
        : typeOf(parameter) === 'string'
          ? textOf(parameter)
          : yield* this.scalar(parameter, grid)
    const made = yield* aggregate(node, yield* this.vector(node.expression, grid), given, grid.steps, budget)
    if (node.op === 'quantile' && parameter !== null && given instanceof Float64Array)
      notes.warnOfQuantiles(given, unwrap(parameter))
    return made
  }
}

/** Whether an expression has to be evaluated once, for all times. */
function isPinned(node: Expression, grid: Grid): boolean {
  return grid.steps > 1 && node.kind !== 'number' && isStepInvariant(node)
}
