import { labelsKey } from '../labels.ts'
import { PromqlError } from '../promql-error.ts'
import type { Labels, SeriesSource } from '../series-source.ts'
import { typeOf } from '../syntax/check-types.ts'
import type { Expression } from '../syntax/expression.ts'
import { parse } from '../syntax/parse.ts'
import { Budget, type Limits } from './budget.ts'
import type { Column } from './column.ts'
import { Evaluator } from './evaluator.ts'
import { createGrid, type Grid, timeAt } from './grid.ts'

const DOCUMENTED = { string: 'string', matrix: 'range vector' } as const
const MAX_STEPS = 1_000_000

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

interface Notes {
  /** What makes the result doubtful. */
  readonly warnings: readonly string[]
  /** What whoever wrote the query may want to know. */
  readonly infos: readonly string[]
}

/** What a query found. */
export type QueryResult = (
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly type: 'matrix'; readonly series: readonly MatrixSeries[] }
) &
  Notes

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
  const { lookbackMs = 300_000, subqueryStepMs = 60_000 } = options
  const evaluator = new Evaluator({
    source,
    budget: new Budget(options),
    lookbackMs,
    subqueryStepMs,
    startMs: grid.startMs,
    endMs: 'time' in at ? at.time : at.end,
  })
  return 'time' in at ? evaluateOnce(parsed, evaluator, grid) : evaluateRange(parsed, evaluator, grid)
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

const NO_NOTES: Notes = { warnings: [], infos: [] }

async function evaluateOnce(parsed: Expression, evaluator: Evaluator, grid: Grid): Promise<QueryResult> {
  const node = unwrap(parsed)
  if (node.kind === 'range' || node.kind === 'subquery') {
    const series = [...(await evaluator.samplesOf(node, grid))]
    return { type: 'matrix', series: byLabels(series.filter(({ values }) => values.length > 0)), ...NO_NOTES }
  }
  const value = await evaluator.evaluate(node, grid)
  if (value.type === 'string') return { ...value, ...NO_NOTES }
  if (value.type === 'scalar') return { type: 'scalar', value: value.values[0] ?? Number.NaN, ...NO_NOTES }
  const samples = value.columns.map(({ labels, values }) => ({
    labels,
    value: values[0] ?? 0,
    timestampMs: grid.startMs,
  }))
  return { type: 'vector', samples, ...NO_NOTES }
}

async function evaluateRange(parsed: Expression, evaluator: Evaluator, grid: Grid): Promise<QueryResult> {
  const type = typeOf(parsed)
  if (type === 'string' || type === 'matrix') {
    throw new PromqlError(
      'bad_data',
      `invalid expression type "${DOCUMENTED[type]}" for range query, must be Scalar or instant Vector`,
    )
  }
  const value = await evaluator.evaluate(parsed, grid)
  const columns: readonly Column[] =
    value.type === 'vector'
      ? value.columns
      : value.type === 'scalar'
        ? [{ labels: {}, values: value.values, present: new Uint8Array(grid.steps).fill(1) }]
        : []
  return { type: 'matrix', series: byLabels(columns.map((column) => toSeries(column, grid))), ...NO_NOTES }
}

function toSeries({ labels, values, present }: Column, grid: Grid): MatrixSeries {
  const count = present.reduce((sum, isPresent) => sum + isPresent, 0)
  const series = { labels, timestamps: new Float64Array(count), values: new Float64Array(count) }
  let next = 0
  for (const [index, isPresent] of present.entries()) {
    if (isPresent === 0) continue
    series.timestamps[next] = timeAt(grid, index)
    series.values[next] = values[index] ?? 0
    next++
  }
  return series
}

function byLabels(series: readonly MatrixSeries[]): readonly MatrixSeries[] {
  const keyed = series.map((each) => ({ key: labelsKey(each.labels), each }))
  return keyed
    .toSorted((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)))
    .map(({ each }) => each)
}

function unwrap(node: Expression): Expression {
  return node.kind === 'paren' ? unwrap(node.expression) : node
}
