import { dropName } from '../labels.ts'
import type { Budget } from './budget.ts'
import { areDistinctWithoutName, type Column, mergeColumns } from './column.ts'
import { collect, type Stream, type Work } from './work.ts'

/** A vector whose elements are made one after the other. */
export interface VectorStream {
  readonly columns: Stream<Column>
  /** Whether elements may differ in nothing but their names: without them some become one. */
  readonly hasNames: boolean
}

/** Makes a column of another; `null` where nothing is left. */
export type ColumnMap = (column: Column, budget: Budget) => Work<Column | null>

/** Times looked at between two glances at the clock. */
export const STEPS_PER_GLANCE = 16_384

/** Columns with other values at the same times, of which the name is gone. */
export function withValues(toValue: (value: number, index: number) => number): ColumnMap {
  return function* ({ labels, values, present }, budget) {
    const mapped = new Float64Array(values.length)
    for (let index = 0; index < mapped.length; index++) {
      if ((index + 1) % STEPS_PER_GLANCE === 0 && budget.isDue) yield
      if (present[index] === 1) mapped[index] = toValue(values[index] ?? 0, index)
    }
    return { labels, values: mapped, present }
  }
}

/** Makes a vector of another element by element. Names that go first need all of them, where they have some. */
export function* mapVector(
  vector: VectorStream,
  map: ColumnMap,
  dropsNames: boolean,
  budget: Budget,
): Work<VectorStream> {
  if (!dropsNames || !vector.hasNames)
    return { columns: mapEach(vector.columns, map, budget), hasNames: vector.hasNames }
  const columns = yield* collect(vector.columns)
  const isDistinct = yield* areDistinctWithoutName(columns, budget)
  const mapped: Column[] = []
  for (const column of columns) {
    if (budget.isDue) yield
    const out = yield* map(column, budget)
    if (out !== null) mapped.push({ ...out, labels: dropName(out.labels) })
  }
  const merged = isDistinct ? mapped : yield* mergeColumns(mapped, budget)
  giveLeft(columns, merged, budget)
  return { columns: merged, hasNames: false }
}

function* mapEach(columns: Stream<Column>, map: ColumnMap, budget: Budget): Stream<Column> {
  for (const column of columns) {
    if (column === undefined) {
      yield undefined
      continue
    }
    if (budget.isDue) yield undefined
    const out = yield* map(column, budget)
    if (out !== null) yield out
    else budget.give(column.values.length)
  }
}

/** A value at each time. */
export function* valuesAt(
  steps: number,
  valueOf: (index: number) => number,
  budget: Budget,
): Work<Float64Array> {
  const values = new Float64Array(steps)
  for (let index = 0; index < steps; index++) {
    if ((index + 1) % STEPS_PER_GLANCE === 0 && budget.isDue) yield
    values[index] = valueOf(index)
  }
  return values
}

/** Tells the budget what became of some columns. */
export function giveLeft(before: readonly Column[], after: readonly Column[], budget: Budget): void {
  const sizeOf = (columns: readonly Column[]): number => (columns[0]?.values.length ?? 0) * columns.length
  budget.give(sizeOf(before))
  budget.take(sizeOf(after))
}

/** A vector that is there already. */
export function streamOf(columns: readonly Column[]): VectorStream {
  return { columns, hasNames: true }
}
