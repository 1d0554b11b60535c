import { dropName, keyWithout, NO_LABELS, removeLabels, setLabel } from '../labels.ts'
import type { Labels } from '../series-source.ts'
import type { Expression } from '../syntax/expression.ts'
import type { Bucket } from './classic-histogram.ts'
import { type Column, createColumn, hasValue, mergeColumns } from './column.ts'

const BUCKET_LABEL = 'le'

/** The only value of a vector at each time; NaN where it has none or several. */
export function toScalar(columns: readonly Column[], steps: number): Float64Array {
  const out = new Float64Array(steps).fill(Number.NaN)
  const count = new Uint8Array(steps)
  for (const { present, values } of columns) {
    for (let index = 0; index < steps; index++) {
      if (present[index] === 0) continue
      out[index] = count[index] === 0 ? (values[index] ?? 0) : Number.NaN
      count[index] = Math.min(2, (count[index] ?? 0) + 1)
    }
  }
  return out
}

/** 1 at each time at which nothing is there, with the labels that the argument says for sure. */
export function absent(argument: Expression, columns: readonly Column[], steps: number): readonly Column[] {
  const out = createColumn(labelsOfAbsent(argument), steps)
  out.values.fill(1)
  out.present.fill(1)
  for (const { present } of columns) {
    for (let index = 0; index < steps; index++) if (present[index] === 1) out.present[index] = 0
  }
  return hasValue(out) ? [out] : []
}

function labelsOfAbsent(argument: Expression): Labels {
  const selector = argument.kind === 'range' ? argument.selector : argument
  if (selector.kind !== 'selector') return NO_LABELS
  let labels = NO_LABELS
  const seen = new Set<string>()
  for (const { name, op, value } of selector.matchers) {
    if (name === '__name__') continue
    const isSure = op === '=' && !seen.has(name)
    labels = setLabel(labels, name, isSure ? value : '')
    if (isSure) seen.add(name)
  }
  return labels
}

/** In the order of the values, where there is one time only. */
export function sort(columns: readonly Column[], isDescending: boolean, steps: number): readonly Column[] {
  if (steps !== 1) return columns
  return columns.toSorted(({ values: left }, { values: right }) => {
    const [a = 0, b = 0] = [left[0], right[0]]
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return isDescending ? b - a : a - b
  })
}

/** What is made of the buckets of each classic histogram at each time. */
export function ofHistograms(
  columns: readonly Column[],
  steps: number,
  make: (buckets: readonly Bucket[], index: number) => number,
): readonly Column[] {
  const without = new Set([BUCKET_LABEL])
  const histograms = new Map<
    string,
    { readonly labels: Labels; readonly buckets: { bound: number; column: Column }[] }
  >()
  for (const column of columns) {
    const bound = readBound(column.labels[BUCKET_LABEL])
    if (bound === null) continue
    const key = keyWithout(column.labels, without)
    const known = histograms.get(key) ?? { labels: removeLabels(column.labels, [BUCKET_LABEL]), buckets: [] }
    known.buckets.push({ bound, column })
    histograms.set(key, known)
  }
  const made = [...histograms.values()].map(({ labels, buckets }) => {
    const out = createColumn(dropName(labels), steps)
    for (let index = 0; index < steps; index++) {
      const there = buckets.flatMap(({ bound, column }) =>
        column.present[index] === 1 ? { bound, count: column.values[index] ?? 0 } : [],
      )
      if (there.length === 0) continue
      out.present[index] = 1
      out.values[index] = make(there, index)
    }
    return out
  })
  return mergeColumns(made)
}

function readBound(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^\+?inf(?:inity)?$/i.test(text)) return Infinity
  if (/^-inf(?:inity)?$/i.test(text)) return -Infinity
  const bound = Number(text)
  return Number.isNaN(bound) ? null : bound
}
