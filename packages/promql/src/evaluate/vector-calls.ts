import { NO_LABELS } from '../labels.ts'
import type { Call } from '../syntax/expression.ts'
import { textOf, unwrap } from '../syntax/unwrap.ts'
import { absent, sort } from './absence-and-order.ts'
import { bucketFraction, bucketQuantile } from './classic-histogram.ts'
import type { Column } from './column.ts'
import {
  type ColumnMap,
  giveLeft,
  mapVector,
  streamOf,
  valuesAt,
  type VectorStream,
  withValues,
} from './column-stream.ts'
import { type Grid, timeAt } from './grid.ts'
import { ofHistograms } from './histogram-functions.ts'
import { joinLabels, replaceLabel } from './label-functions.ts'
import type { Operands } from './operands.ts'
import { selectInstant } from './select.ts'
import { clamp, DATE_FUNCTIONS, roundTo, VALUE_FUNCTIONS } from './value-functions.ts'
import type { Work } from './work.ts'

/** What a function gives that takes no range. */
export function* callOfVector(call: Call, grid: Grid, operands: Operands): Work<VectorStream> {
  const map = yield* mapOf(call, grid, operands)
  if (map !== null) {
    const vector = yield* operands.vector(call.args[0], grid)
    return yield* mapVector(vector, map, true, operands.context.budget)
  }
  if (call.name === 'timestamp') return yield* timestamp(call, grid, operands)
  return streamOf(yield* columnsOf(call, grid, operands))
}

/** What the function does to each element alone; `null` where it does more. */
function* mapOf({ name, args }: Call, grid: Grid, operands: Operands): Work<ColumnMap | null> {
  const map = VALUE_FUNCTIONS[name] ?? (args.length > 0 ? DATE_FUNCTIONS[name] : undefined)
  if (map !== undefined) return withValues(map)
  if (name === 'round') {
    const nearest = yield* operands.scalar(args[1], grid, 1)
    return withValues((value, index) => roundTo(value, nearest[index] ?? 1))
  }
  if (!name.startsWith('clamp')) return null
  const first = yield* operands.scalar(args[1], grid)
  const second = yield* operands.scalar(args[2], grid)
  return name === 'clamp_min'
    ? withBounds((index) => [first[index] ?? 0, Infinity])
    : name === 'clamp_max'
      ? withBounds((index) => [-Infinity, first[index] ?? 0])
      : withBounds((index) => [first[index] ?? 0, second[index] ?? 0])
}

/** Bounds that cross leave nothing. */
function withBounds(boundsAt: (index: number) => readonly [least: number, most: number]): ColumnMap {
  const clampAll = withValues((value, index) => clamp(value, ...boundsAt(index)))
  return function* (column, budget) {
    const present = column.present.map((isPresent, index) => {
      const [least, most] = boundsAt(index)
      return most < least ? 0 : isPresent
    })
    return present.includes(1) ? yield* clampAll({ ...column, present }, budget) : null
  }
}

function* timestamp({ args }: Call, grid: Grid, operands: Operands): Work<VectorStream> {
  const { context } = operands
  const argument = args[0] === undefined ? undefined : unwrap(args[0])
  if (argument?.kind === 'selector') {
    const vector = { columns: selectInstant(argument, grid, context, true), hasNames: true }
    return yield* mapVector(
      vector,
      withValues((seconds) => seconds),
      true,
      context.budget,
    )
  }
  const vector = yield* operands.vector(argument, grid)
  const map = withValues((_value, index) => timeAt(grid, index) / 1000)
  return yield* mapVector(vector, map, true, context.budget)
}

function* columnsOf(call: Call, grid: Grid, operands: Operands): Work<readonly Column[]> {
  const { name, args } = call
  const { budget, notes } = operands.context
  const [first] = args
  switch (name) {
    case 'vector':
      return [always(yield* operands.scalar(first, grid))]
    case 'absent': {
      const { columns } = yield* operands.vector(first, grid)
      return first === undefined ? [] : yield* absent(unwrap(first), columns, grid.steps, budget)
    }
    case 'sort':
    case 'sort_desc': {
      const columns = yield* operands.columns(first, grid)
      if (grid.steps === 1) return yield* sort(columns, name === 'sort_desc', budget)
      notes.warn('sort is ineffective for range queries since results are always ordered by labels', call)
      return columns
    }
    case 'label_replace':
    case 'label_join': {
      const columns = yield* operands.columns(first, grid)
      const texts = args.slice(1).map(textOf)
      return yield* name === 'label_join'
        ? joinLabels(columns, texts, budget)
        : replaceLabel(columns, texts, budget)
    }
    case 'histogram_quantile':
    case 'histogram_fraction':
      return yield* callOfHistogram(call, grid, operands)
    default: {
      const ofDate = DATE_FUNCTIONS[name]
      if (ofDate !== undefined) {
        const valueOf = (index: number): number => ofDate(timeAt(grid, index) / 1000)
        return [always(yield* valuesAt(grid.steps, valueOf, budget))]
      }
      // The functions of native histograms find none among floats.
      giveLeft(yield* operands.columns(first, grid), [], budget)
      return []
    }
  }
}

function* callOfHistogram({ name, args }: Call, grid: Grid, operands: Operands): Work<readonly Column[]> {
  const { context } = operands
  const [at, of] = [args[0], args.at(-1)].map((arg) => (arg === undefined ? undefined : unwrap(arg)))
  if (at === undefined || of === undefined) return []
  const first = yield* operands.scalar(args[0], grid)
  if (name === 'histogram_quantile') {
    const columns = yield* operands.columns(of, grid)
    for (const q of first) context.notes.warnOfQuantile(q, at)
    const quantile: Parameters<typeof ofHistograms>[2] = (buckets, index) =>
      bucketQuantile(first[index] ?? 0, buckets, (forced) => {
        context.notes.addForced(timeAt(grid, index), forced, of)
      })
    return yield* ofHistograms(columns, grid.steps, quantile, of, context)
  }
  const upper = yield* operands.scalar(args[1], grid)
  const columns = yield* operands.columns(of, grid)
  const fraction: Parameters<typeof ofHistograms>[2] = (buckets, index) =>
    bucketFraction(first[index] ?? 0, upper[index] ?? 0, buckets)
  return yield* ofHistograms(columns, grid.steps, fraction, of, context)
}

/** A vector without labels that is there at all times. */
function always(values: Float64Array): Column {
  return { labels: NO_LABELS, values, present: new Uint8Array(values.length).fill(1) }
}
