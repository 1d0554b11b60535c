import { labelsKey } from '../labels.ts'
import { executionError } from '../promql-error.ts'
import type { Labels } from '../series-source.ts'

/** One element of a vector at all times of a grid. */
export interface Column {
  readonly labels: Labels
  readonly values: Float64Array
  /** 1 where it has a value. */
  readonly present: Uint8Array
}

/** What an expression gives on a grid. */
export type Value =
  | { readonly type: 'scalar'; readonly values: Float64Array }
  | { readonly type: 'vector'; readonly columns: readonly Column[] }
  | { readonly type: 'string'; readonly value: string }

export function createColumn(labels: Labels, steps: number): Column {
  return { labels, values: new Float64Array(steps), present: new Uint8Array(steps) }
}

export function hasValue({ present }: Column): boolean {
  return present.includes(1)
}

/**
 * Makes one column of those that have the same labels, as after their names are gone.
 *
 * @throws PromqlError where two of them have a value at the same time.
 */
export function mergeColumns(columns: readonly Column[]): readonly Column[] {
  if (columns.length < 2) return columns.filter(hasValue)
  const byKey = new Map<string, Column>()
  for (const column of columns) {
    const key = labelsKey(column.labels)
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, column)
    else byKey.set(key, join(known, column))
  }
  return [...byKey.values()].filter(hasValue)
}

function join(left: Column, right: Column): Column {
  const joined = { labels: left.labels, values: left.values.slice(), present: left.present.slice() }
  for (const [index, isPresent] of right.present.entries()) {
    if (isPresent === 0) continue
    if (joined.present[index] === 1) throw sameLabels()
    joined.present[index] = 1
    joined.values[index] = right.values[index] ?? 0
  }
  return joined
}

/** Two elements of a vector would be one. */
export function sameLabels(): Error {
  return executionError('vector cannot contain metrics with the same labelset')
}

/** Makes columns that have other values at the same times. */
export function mapColumns(
  columns: readonly Column[],
  toLabels: (labels: Labels) => Labels,
  toValue: (value: number, index: number) => number,
): readonly Column[] {
  return mergeColumns(
    columns.map(({ labels, values, present }) => {
      const mapped = new Float64Array(values.length)
      for (let index = 0; index < mapped.length; index++) {
        if (present[index] === 1) mapped[index] = toValue(values[index] ?? 0, index)
      }
      return { labels: toLabels(labels), values: mapped, present }
    }),
  )
}
