import { labelsKey } from '../labels.ts'
import { PromqlError } from '../promql-error.ts'
import type { Labels, SeriesSource } from '../series-source.ts'
import { typeOf } from '../syntax/check-types.ts'
import type { Expression } from '../syntax/expression.ts'
import { parse, textOfQuery } from '../syntax/parse.ts'
import { textOf, unwrap } from '../syntax/unwrap.ts'
import { Budget, type Limits } from './budget.ts'
import { Evaluator } from './evaluator.ts'
import { createGrid, type Grid } from './grid.ts'
import { Notes } from './notes.ts'
import { samplesOfColumn } from './samples-of-column.ts'
import { sortInSlices } from './sort-in-slices.ts'
import { finish, type Work } from './work.ts'

const DOCUMENTED = { string: 'string', matrix: 'range vector' } as const
/** Some more than the 11,000 that the API of Prometheus answers. */
const MAX_STEPS = 100_000

/** When to evaluate: once, or from `start` to `end` every `step`; all in milliseconds. */
export type EvaluationTime =
  | { readonly time: number }
  | { readonly start: number; readonly end: number; readonly step: number }

/** How to evaluate. */
export interface EvaluateOptions extends Limits {
  /** How old the newest sample of a series may be; 5 min by default. */
  readonly lookbackMs?: number
  /** Step of a subquery that names none: the interval of rules in Prometheus; 1 min by default. */
  readonly subqueryStepMs?: number
}

/** One element of an instant vector. */
export interface VectorSample {
  readonly labels: Labels
  readonly value: number
  readonly timestampMs: number
}

/** One element of a range vector. */
export interface MatrixSeries {
  readonly labels: Labels
  /** Unix milliseconds. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

interface Noted {
  /** What makes the result doubtful. */
  readonly warnings: readonly string[]
  /** What whoever wrote the query may want to know. */
  readonly infos: readonly string[]
}

type Found =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly type: 'matrix'; readonly series: readonly MatrixSeries[] }

/** What a query found. */
export type QueryResult = Found & Noted

/**
 * Evaluates a query, as Prometheus 3.13 does without feature flags. Others have the thread every few milliseconds.
 *
 * @param expression - A text, or what {@link parse} made of it.
 * @throws PromqlError: `bad_data` for the text, `execution` for what cannot be computed, `canceled` and `timeout`.
 *
 * @example
 * const result = await evaluate('sum(rate(http_requests_total[5m]))', { time: Date.now() }, source)
 */
export async function evaluate(
  expression: Expression | string,
  at: EvaluationTime,
  source: SeriesSource,
  options: EvaluateOptions = {},
): Promise<QueryResult> {
  const parsed = typeof expression === 'string' ? parse(expression) : expression
  const grid = toGrid(at)
  const notes = new Notes()
  const { lookbackMs = 300_000, subqueryStepMs = 60_000 } = options
  const budget = new Budget(options)
  const evaluator = new Evaluator({
    source,
    budget,
    notes,
    lookbackMs,
    subqueryStepMs,
    startMs: grid.startMs,
    endMs: 'time' in at ? at.time : at.end,
  })
  const work = 'time' in at ? evaluateOnce(parsed, evaluator, grid) : evaluateRange(parsed, evaluator, grid)
  const found = await finish(work, budget)
  return { ...found, ...notes.read(textOfQuery(parsed)) }
}

function toGrid(at: EvaluationTime): Grid {
  if ('time' in at) {
    if (!Number.isFinite(at.time))
      throw new PromqlError('bad_data', 'time has to be a number of milliseconds')
    return { startMs: Math.trunc(at.time), stepMs: 1, steps: 1 }
  }
  const { start, end, step } = at
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    throw new PromqlError('bad_data', 'start and end have to be numbers of milliseconds')
  }
  if (end < start) throw new PromqlError('bad_data', 'end timestamp must not be before start time')
  if (!(step > 0) || step === Infinity) {
    throw new PromqlError(
      'bad_data',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    )
  }
  const grid = createGrid(Math.trunc(start), Math.trunc(end), Math.max(1, Math.trunc(step)))
  if (grid.steps > MAX_STEPS)
    throw new PromqlError('bad_data', `more than ${MAX_STEPS} steps: make the step longer`)
  return grid
}

function* evaluateOnce(parsed: Expression, evaluator: Evaluator, grid: Grid): Work<Found> {
  const node = unwrap(parsed)
  switch (typeOf(node)) {
    case 'string':
      return { type: 'string', value: textOf(node) }
    case 'scalar':
      return { type: 'scalar', value: (yield* evaluator.scalar(node, grid))[0] ?? Number.NaN }
    case 'matrix':
      return { type: 'matrix', series: yield* matrixOf(node, evaluator, grid) }
    case 'vector': {
      const samples: VectorSample[] = []
      for (const column of (yield* evaluator.vector(node, grid)).columns) {
        if (column === undefined) yield
        else samples.push({ labels: column.labels, value: column.values[0] ?? 0, timestampMs: grid.startMs })
      }
      return { type: 'vector', samples }
    }
  }
}

function* matrixOf(node: Expression, evaluator: Evaluator, grid: Grid): Work<readonly MatrixSeries[]> {
  if (node.kind !== 'range' && node.kind !== 'subquery') return []
  const { budget } = evaluator.context
  const series: MatrixSeries[] = []
  for (const samples of yield* evaluator.samples(node, grid)) {
    if (samples === undefined) yield
    else if (samples.values.length > 0) {
      budget.take(samples.values.length)
      const { labels, timestamps, values } = samples
      series.push({ labels, timestamps: timestamps.slice(), values: values.slice() })
    }
  }
  return yield* byLabels(series, budget)
}

function* evaluateRange(parsed: Expression, evaluator: Evaluator, grid: Grid): Work<Found> {
  const type = typeOf(parsed)
  if (type === 'string' || type === 'matrix') {
    throw new PromqlError(
      'bad_data',
      `invalid expression type "${DOCUMENTED[type]}" for range query, must be Scalar or instant Vector`,
    )
  }
  if (type === 'scalar') {
    const values = yield* evaluator.scalar(parsed, grid)
    const column = { labels: {}, values, present: new Uint8Array(grid.steps).fill(1) }
    return { type: 'matrix', series: [yield* samplesOfColumn(column, grid, evaluator.context.budget)] }
  }
  const { budget } = evaluator.context
  const series: MatrixSeries[] = []
  for (const column of (yield* evaluator.vector(parsed, grid)).columns) {
    if (column === undefined) yield
    else series.push(yield* samplesOfColumn(column, grid, budget))
    if (budget.isDue) yield
  }
  return { type: 'matrix', series: yield* byLabels(series, budget) }
}

function* byLabels(series: readonly MatrixSeries[], budget: Budget): Work<readonly MatrixSeries[]> {
  const keyed: { readonly key: string; readonly each: MatrixSeries }[] = []
  for (const each of series) {
    if (budget.isDue) yield
    keyed.push({ key: labelsKey(each.labels), each })
  }
  const compare = (left: { readonly key: string }, right: { readonly key: string }): number =>
    left.key < right.key ? -1 : Number(left.key > right.key)
  return (yield* sortInSlices(keyed, compare, budget)).map(({ each }) => each)
}
