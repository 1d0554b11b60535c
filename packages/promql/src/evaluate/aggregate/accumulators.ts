import type { AggregationOp } from '../../syntax/expression.ts'
import type { Column } from '../column.ts'
import { MeanAccumulator } from './mean-accumulator.ts'
import { SumAccumulator } from './sum-accumulator.ts'
import { VarianceAccumulator } from './variance-accumulator.ts'

/** Operators that need one element at a time. */
export type FoldingOp = Exclude<AggregationOp, 'topk' | 'bottomk' | 'quantile' | 'count_values'>

/** Makes one column of those that it is given, one after the other: at all times at once. */
export interface Accumulator {
  /** @param seen - 1 where there was a value before: it is set where this column has one. */
  add(column: Column, seen: Uint8Array): void
  /** The values of the result; it is not used any more. */
  finish(): Float64Array
}

export function createAccumulator(op: FoldingOp, steps: number): Accumulator {
  switch (op) {
    case 'sum':
      return new SumAccumulator(steps)
    case 'avg':
      return new MeanAccumulator(steps)
    case 'count':
      return fold(
        steps,
        () => 1,
        (count) => count + 1,
      )
    case 'group':
      return fold(
        steps,
        () => 1,
        () => 1,
      )
    case 'min':
      return fold(steps, same, (least, value) => (least > value || Number.isNaN(least) ? value : least))
    case 'max':
      return fold(steps, same, (most, value) => (most < value || Number.isNaN(most) ? value : most))
    case 'stdvar':
      return new VarianceAccumulator(steps, false)
    case 'stddev':
      return new VarianceAccumulator(steps, true)
  }
}

function same(value: number): number {
  return value
}

function fold(
  steps: number,
  first: (value: number) => number,
  next: (before: number, value: number) => number,
): Accumulator {
  const folded = new Float64Array(steps)
  return {
    add({ present, values }, seen) {
      for (let index = 0; index < steps; index++) {
        if (present[index] === 0) continue
        const value = values[index] ?? 0
        folded[index] = seen[index] === 0 ? first(value) : next(folded[index] ?? 0, value)
        seen[index] = 1
      }
    },
    finish: () => folded,
  }
}
