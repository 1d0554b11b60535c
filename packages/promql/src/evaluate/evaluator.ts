import { dropName, NO_LABELS } from '../labels.ts'
import { executionError } from '../promql-error.ts'
import {
  type Aggregation,
  type Call,
  type Expression,
  type MatrixSelector,
  type Subquery,
} from '../syntax/expression.ts'
import { aggregate } from './aggregate.ts'
import { applyBinary } from './binary.ts'
import { absent, ofHistograms, sort, toScalar } from './calls.ts'
import { bucketFraction, bucketQuantile } from './classic-histogram.ts'
import {
  type Column,
  createColumn,
  hasValue,
  mapColumns,
  mergeColumns,
  sameLabels,
  type Value,
} from './column.ts'
import { createGrid, endOf, type Grid, timeAt } from './grid.ts'
import { joinLabels, replaceLabel } from './label-functions.ts'
import { RANGE_FUNCTIONS, type RangeFunction, type Window } from './range-functions.ts'
import { resolveAt, type Samples, type SelectContext, selectInstant, selectRange } from './select.ts'
import { isStepInvariant } from './step-invariant.ts'
import { clamp, DATE_FUNCTIONS, roundTo, VALUE_FUNCTIONS } from './value-functions.ts'
import { labelsKey } from '../labels.ts'

/** What the evaluator needs to know of the query. */
export interface EvaluatorContext extends SelectContext {
  /** Step of a subquery that names none. */
  readonly subqueryStepMs: number
}

/** Samples looked at between two glances at the clock. */
const WORK_PER_GLANCE = 20_000

/** Evaluates expressions on a grid: each part at all times at once, so that labels are looked at once. */
export class Evaluator {
  readonly #context: EvaluatorContext

  constructor(context: EvaluatorContext) {
    this.#context = context
  }

  async evaluate(node: Expression, grid: Grid): Promise<Value> {
    const { budget } = this.#context
    if (budget.isDue) await budget.rest()
    if (grid.steps > 1 && node.kind !== 'number' && node.kind !== 'string' && isStepInvariant(node)) {
      return repeat(await this.evaluate(node, { ...grid, steps: 1 }), grid.steps)
    }
    switch (node.kind) {
      case 'number':
        return { type: 'scalar', values: new Float64Array(grid.steps).fill(node.value) }
      case 'string':
        return { type: 'string', value: node.value }
      case 'paren':
        return this.evaluate(node.expression, grid)
      case 'unary':
        return negate(await this.evaluate(node.expression, grid), node.op === '-')
      case 'selector':
        return { type: 'vector', columns: await selectInstant(node, grid, this.#context) }
      case 'binary': {
        const left = await this.evaluate(node.left, grid)
        return applyBinary(node, left, await this.evaluate(node.right, grid), grid.steps)
      }
      case 'aggregation':
        return { type: 'vector', columns: await this.#aggregate(node, grid) }
      case 'call':
        return this.#call(node, grid)
      default:
        throw executionError('a range has no value of its own')
    }
  }

  /** The samples of all ranges that end at a time of the grid. */
  async samplesOf(node: MatrixSelector | Subquery, grid: Grid): Promise<Iterable<Samples>> {
    if (node.kind === 'range') return selectRange(node.selector, node.rangeMs, grid, this.#context)
    const { rangeMs, offsetMs, stepMs, at } = node
    const pinned = resolveAt(at, this.#context)
    const step = stepMs ?? this.#context.subqueryStepMs
    const endMs = (pinned ?? endOf(grid)) - offsetMs
    const behindMs = (pinned ?? grid.startMs) - offsetMs - rangeMs
    // Times are multiples of the step, wherever the query begins.
    let startMs = step * Math.trunc(behindMs / step)
    if (startMs <= behindMs) startMs += step
    const inner = createGrid(startMs, endMs, step)
    if (inner.steps === 0) return []
    // One series of it is too much already, whatever it is.
    this.#context.budget.take(inner.steps)
    this.#context.budget.give(inner.steps)
    const columns = await this.#vector(node.expression, inner)
    return columns.map((column) => toSamples(column, inner))
  }

  async #vector(node: Expression, grid: Grid): Promise<readonly Column[]> {
    const value = await this.evaluate(node, grid)
    return value.type === 'vector' ? value.columns : []
  }

  async #scalar(node: Expression | undefined, grid: Grid, otherwise = Number.NaN): Promise<Float64Array> {
    if (node === undefined) return new Float64Array(grid.steps).fill(otherwise)
    const value = await this.evaluate(node, grid)
    return value.type === 'scalar' ? value.values : new Float64Array(grid.steps).fill(otherwise)
  }

  async #aggregate(node: Aggregation, grid: Grid): Promise<readonly Column[]> {
    const parameter = node.parameter === null ? null : await this.evaluate(node.parameter, grid)
    const columns = await this.#vector(node.expression, grid)
    const given =
      parameter?.type === 'string' ? parameter.value : parameter?.type === 'scalar' ? parameter.values : null
    return aggregate(node, columns, given, grid.steps, this.#context.budget)
  }

  async #call(node: Call, grid: Grid): Promise<Value> {
    const { name, args } = node
    const { steps } = grid
    const rangeFunction = RANGE_FUNCTIONS[name]
    if (rangeFunction !== undefined)
      return { type: 'vector', columns: await this.#overRanges(node, rangeFunction, grid) }
    switch (name) {
      case 'time':
        return { type: 'scalar', values: times(grid) }
      case 'pi':
        return { type: 'scalar', values: new Float64Array(steps).fill(Math.PI) }
      case 'scalar':
        return { type: 'scalar', values: toScalar(await this.#vectorArgument(node, 0, grid), steps) }
      case 'vector': {
        const values = await this.#scalar(args[0], grid)
        return {
          type: 'vector',
          columns: [{ labels: NO_LABELS, values, present: new Uint8Array(steps).fill(1) }],
        }
      }
      default:
        return { type: 'vector', columns: await this.#ofVector(node, grid) }
    }
  }

  async #vectorArgument({ args }: Call, index: number, grid: Grid): Promise<readonly Column[]> {
    const argument = args[index]
    return argument === undefined ? [] : this.#vector(argument, grid)
  }

  async #ofVector(node: Call, grid: Grid): Promise<readonly Column[]> {
    const { name, args } = node
    const { steps } = grid
    const map = VALUE_FUNCTIONS[name]
    if (map !== undefined) return mapColumns(await this.#vectorArgument(node, 0, grid), dropName, map)
    const ofDate = DATE_FUNCTIONS[name]
    if (ofDate !== undefined) {
      if (args.length > 0) return mapColumns(await this.#vectorArgument(node, 0, grid), dropName, ofDate)
      return [{ labels: NO_LABELS, values: times(grid).map(ofDate), present: new Uint8Array(steps).fill(1) }]
    }
    switch (name) {
      case 'absent': {
        const [argument] = args
        return argument === undefined
          ? []
          : absent(unwrap(argument), await this.#vector(argument, grid), steps)
      }
      case 'sort':
      case 'sort_desc':
        return sort(await this.#vectorArgument(node, 0, grid), name === 'sort_desc', steps)
      case 'timestamp':
        return this.#timestamp(node, grid)
      case 'round': {
        const columns = await this.#vectorArgument(node, 0, grid)
        const nearest = await this.#scalar(args[1], grid, 1)
        return mapColumns(columns, dropName, (value, index) => roundTo(value, nearest[index] ?? 1))
      }
      case 'clamp':
      case 'clamp_min':
      case 'clamp_max':
        return this.#clamp(node, grid)
      case 'label_replace':
      case 'label_join': {
        const texts = args.slice(1).map((arg) => textOf(arg))
        const columns = await this.#vectorArgument(node, 0, grid)
        return name === 'label_join' ? joinLabels(columns, texts) : replaceLabel(columns, texts)
      }
      case 'histogram_quantile': {
        const q = await this.#scalar(args[0], grid)
        return ofHistograms(await this.#vectorArgument(node, 1, grid), steps, (buckets, index) =>
          bucketQuantile(q[index] ?? 0, buckets),
        )
      }
      case 'histogram_fraction': {
        const lower = await this.#scalar(args[0], grid)
        const upper = await this.#scalar(args[1], grid)
        return ofHistograms(await this.#vectorArgument(node, 2, grid), steps, (buckets, index) =>
          bucketFraction(lower[index] ?? 0, upper[index] ?? 0, buckets),
        )
      }
      default:
        // The functions of native histograms find none among floats.
        await this.#vectorArgument(node, 0, grid)
        return []
    }
  }

  async #timestamp(node: Call, grid: Grid): Promise<readonly Column[]> {
    const argument = node.args[0] === undefined ? undefined : unwrap(node.args[0])
    if (argument?.kind === 'selector') {
      const columns = await selectInstant(argument, grid, this.#context, true)
      return mapColumns(columns, dropName, (seconds) => seconds)
    }
    const columns = await this.#vectorArgument(node, 0, grid)
    return mapColumns(columns, dropName, (_value, index) => timeAt(grid, index) / 1000)
  }

  async #clamp(node: Call, grid: Grid): Promise<readonly Column[]> {
    const { name, args } = node
    const columns = await this.#vectorArgument(node, 0, grid)
    const first = await this.#scalar(args[1], grid)
    const second = await this.#scalar(args[2], grid)
    const bounds = (index: number): readonly [number, number] =>
      name === 'clamp_min'
        ? [first[index] ?? 0, Infinity]
        : name === 'clamp_max'
          ? [-Infinity, first[index] ?? 0]
          : [first[index] ?? 0, second[index] ?? 0]
    // Bounds that cross leave nothing.
    const inside = columns.map((column) => ({
      ...column,
      present: column.present.map((isPresent, index) => {
        const [least, most] = bounds(index)
        return most < least ? 0 : isPresent
      }),
    }))
    return mapColumns(inside, dropName, (value, index) => clamp(value, ...bounds(index)))
  }

  async #overRanges(node: Call, make: RangeFunction, grid: Grid): Promise<readonly Column[]> {
    const { name, args } = node
    const { budget } = this.#context
    const argument = args.map(unwrap).find((arg) => arg.kind === 'range' || arg.kind === 'subquery')
    if (argument === undefined) return []
    const parameter = await this.#scalar(
      args.find((arg) => unwrap(arg) !== argument),
      grid,
    )
    const keepsName = name === 'last_over_time'
    const made: Column[] = []
    const { offsetMs, at } = argument.kind === 'range' ? argument.selector : argument
    const pinned = resolveAt(at, this.#context)
    let work = 0
    for (const { labels, timestamps, values } of await this.samplesOf(argument, grid)) {
      if (budget.isDue) await budget.rest()
      const column = createColumn(keepsName ? labels : dropName(labels), grid.steps)
      budget.take(grid.steps)
      const window: Window = {
        timestamps,
        values,
        from: 0,
        to: 0,
        startMs: 0,
        endMs: 0,
        evaluatedMs: 0,
        parameter: 0,
      }
      for (let index = 0; index < grid.steps; index++) {
        const timeMs = timeAt(grid, index)
        window.evaluatedMs = timeMs
        window.endMs = (pinned ?? timeMs) - offsetMs
        window.startMs = window.endMs - argument.rangeMs
        while (window.to < timestamps.length && (timestamps[window.to] ?? 0) <= window.endMs) window.to++
        while (window.from < window.to && (timestamps[window.from] ?? 0) <= window.startMs) window.from++
        if (window.to === window.from) continue
        window.parameter = parameter[index] ?? Number.NaN
        const value = make(window)
        work += window.to - window.from
        if (value !== null) {
          column.present[index] = 1
          column.values[index] = value
        }
        if (work > WORK_PER_GLANCE) {
          work = 0
          if (budget.isDue) await budget.rest()
        }
      }
      if (hasValue(column)) made.push(column)
      else budget.give(grid.steps)
      if (argument.kind === 'range') budget.give(values.length)
    }
    if (name === 'absent_over_time') return absent(argument, made, grid.steps)
    assertDistinct(made)
    return made
  }
}

/** Whatever their times: no two series have become one. */
function assertDistinct(columns: readonly Column[]): void {
  const keys = new Set<string>()
  for (const { labels } of columns) {
    const key = labelsKey(labels)
    if (keys.has(key)) throw sameLabels()
    keys.add(key)
  }
}

function toSamples({ labels, values, present }: Column, grid: Grid): Samples {
  const count = present.reduce((sum, isPresent) => sum + isPresent, 0)
  const samples = { labels, timestamps: new Float64Array(count), values: new Float64Array(count) }
  let next = 0
  for (const [index, isPresent] of present.entries()) {
    if (isPresent === 0) continue
    samples.timestamps[next] = timeAt(grid, index)
    samples.values[next] = values[index] ?? 0
    next++
  }
  return samples
}

function times(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.steps }, (_, index) => timeAt(grid, index) / 1000)
}

function negate(value: Value, isNegative: boolean): Value {
  if (!isNegative || value.type === 'string') return value
  if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((each) => -each) }
  return { type: 'vector', columns: mapColumns(value.columns, dropName, (each) => -each) }
}

/** What holds at one time holds at all. */
function repeat(value: Value, steps: number): Value {
  if (value.type === 'string') return value
  if (value.type === 'scalar')
    return { type: 'scalar', values: new Float64Array(steps).fill(value.values[0] ?? Number.NaN) }
  const columns = value.columns.map(({ labels, values, present }) => ({
    labels,
    values: new Float64Array(steps).fill(values[0] ?? 0),
    present: new Uint8Array(steps).fill(present[0] ?? 0),
  }))
  return { type: 'vector', columns: mergeColumns(columns) }
}

function unwrap(node: Expression): Expression {
  return node.kind === 'paren' ? unwrap(node.expression) : node
}

function textOf(node: Expression): string {
  const inner = unwrap(node)
  return inner.kind === 'string' ? inner.value : ''
}
