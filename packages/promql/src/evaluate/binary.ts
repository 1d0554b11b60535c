import {
  type Binary,
  type BinaryOp,
  type ComparisonOp,
  isComparison,
  isSetOp,
  type VectorMatching,
} from '../syntax/expression.ts'
import { calculate, compares } from './arithmetic.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn, hasValue, mergeColumns } from './column.ts'
import { type ColumnMap, giveLeft, STEPS_PER_GLANCE, valuesAt } from './column-stream.ts'
import { matchVectors, type Signature, signatureOf } from './match-vectors.ts'
import type { Work } from './work.ts'

/** What an operator makes of two scalars. */
export function combineScalars(
  op: BinaryOp,
  left: Float64Array,
  right: Float64Array,
  budget: Budget,
): Work<Float64Array> {
  return valuesAt(left.length, (index) => calculate(op, left[index] ?? 0, right[index] ?? 0), budget)
}

/** What an operator makes of an element and a scalar. @param isSwapped - Whether the scalar stands on the left. */
export function withScalar({ op, isBool }: Binary, scalar: Float64Array, isSwapped: boolean): ColumnMap {
  const filters = isFilter(op, isBool)
  return function* (column, budget) {
    const out = createColumn(column.labels, scalar.length)
    let count = 0
    for (let index = 0; index < scalar.length; index++) {
      if ((index + 1) % STEPS_PER_GLANCE === 0 && budget.isDue) yield
      if (column.present[index] === 0) continue
      const value = column.values[index] ?? 0
      const other = scalar[index] ?? 0
      const [left, right] = isSwapped ? [other, value] : [value, other]
      if (filters && !compares(op, left, right)) continue
      out.present[index] = 1
      out.values[index] = filters ? value : calculate(op, left, right)
      count++
    }
    return count === 0 ? null : out
  }
}

/** Whether a comparison leaves out elements, and changes none. */
export function isFilter(op: BinaryOp, isBool: boolean): op is ComparisonOp {
  return isComparison(op) && !isBool
}

/** What an operator makes of two vectors on one grid. */
export function* combineVectors(
  node: Binary,
  left: readonly Column[],
  right: readonly Column[],
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  const { op, matching } = node
  const columns = isSetOp(op)
    ? yield* combineSets(op, left, right, matching, steps, budget)
    : yield* matchVectors(node, left, right, steps, budget)
  // What only leaves out elements makes no two of them the same.
  const isDistinct = op === 'and' || op === 'unless'
  const merged = isDistinct ? columns : yield* mergeColumns(columns, budget)
  giveLeft(left, [], budget)
  giveLeft(right, merged, budget)
  return merged
}

function* combineSets(
  op: 'and' | 'or' | 'unless',
  left: readonly Column[],
  right: readonly Column[],
  matching: VectorMatching,
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  const signature = signatureOf(matching)
  const [others, these] = op === 'or' ? [left, right] : [right, left]
  const there = yield* presenceBySignature(others, signature, steps, budget)
  const made: Column[] = op === 'or' ? [...left] : []
  for (const column of these) {
    if (budget.isDue) yield
    const masked = mask(column, there.get(signature(column.labels)), op === 'and')
    if (hasValue(masked)) made.push(masked)
  }
  return made
}

function* presenceBySignature(
  columns: readonly Column[],
  signature: Signature,
  steps: number,
  budget: Budget,
): Work<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (const { labels, present } of columns) {
    if (budget.isDue) yield
    const key = signature(labels)
    const all = found.get(key) ?? new Uint8Array(steps)
    for (let index = 0; index < steps; index++) if (present[index] === 1) all[index] = 1
    found.set(key, all)
  }
  return found
}

/** Keeps what is there where the others are, or where they are not. */
function mask({ labels, values, present }: Column, others: Uint8Array | undefined, keeps: boolean): Column {
  return {
    labels,
    values,
    present: present.map((isPresent, index) =>
      isPresent === 1 && (others?.[index] === 1) === keeps ? 1 : 0,
    ),
  }
}
