import { dropName, keyWithout, removeLabels } from '../labels.ts'
import type { Labels } from '../series-source.ts'
import type { Span } from '../syntax/expression.ts'
import { quote } from '../syntax/quote.ts'
import type { Budget } from './budget.ts'
import { Buckets } from './classic-histogram.ts'
import { type Column, createColumn, mergeColumns } from './column.ts'
import { giveLeft } from './column-stream.ts'
import type { Notes } from './notes.ts'
import type { Work } from './work.ts'

const BUCKET_LABEL = 'le'
const HISTOGRAMS_PER_GLANCE = 512

/** The columns of the buckets of one histogram. */
interface Histogram {
  readonly labels: Labels
  readonly buckets: { readonly bound: number; readonly column: Column }[]
}

/** What is made of the buckets of each classic histogram at each time. @param at - Where the buckets come from. */
export function* ofHistograms(
  columns: readonly Column[],
  steps: number,
  make: (buckets: Buckets, index: number) => number,
  at: Span,
  { budget, notes }: { readonly budget: Budget; readonly notes: Notes },
): Work<readonly Column[]> {
  const made: Column[] = []
  for (const { labels, buckets } of yield* findHistograms(columns, at, budget, notes)) {
    buckets.sort((left, right) => left.bound - right.bound || 0)
    const out = createColumn(dropName(labels), steps)
    const there = new Buckets(buckets.length)
    for (let index = 0; index < steps; index++) {
      if (index % HISTOGRAMS_PER_GLANCE === 0 && budget.isDue) yield
      there.length = 0
      for (const { bound, column } of buckets)
        if (column.present[index] === 1) there.add(bound, column.values[index] ?? 0)
      if (there.length === 0) continue
      out.present[index] = 1
      out.values[index] = make(there, index)
    }
    made.push(out)
  }
  const merged = yield* mergeColumns(made, budget)
  giveLeft(columns, merged, budget)
  return merged
}

function* findHistograms(
  columns: readonly Column[],
  at: Span,
  budget: Budget,
  notes: Notes,
): Work<Iterable<Histogram>> {
  const without = new Set([BUCKET_LABEL])
  const histograms = new Map<string, Histogram>()
  for (const column of columns) {
    if (budget.isDue) yield
    const bound = readBound(column.labels[BUCKET_LABEL] ?? '')
    if (bound === null) {
      const text = quote(column.labels[BUCKET_LABEL] ?? '')
      notes.warn(`bucket label "${BUCKET_LABEL}" is missing or has a malformed value of ${text}`, at)
      continue
    }
    const key = keyWithout(column.labels, without)
    const known = histograms.get(key) ?? { labels: removeLabels(column.labels, [BUCKET_LABEL]), buckets: [] }
    known.buckets.push({ bound, column })
    histograms.set(key, known)
  }
  return histograms.values()
}

function readBound(text: string): number | null {
  if (text === '') return null
  if (/^\+?inf(?:inity)?$/i.test(text)) return Infinity
  if (/^-inf(?:inity)?$/i.test(text)) return -Infinity
  const bound = Number(text)
  return Number.isNaN(bound) ? null : bound
}
