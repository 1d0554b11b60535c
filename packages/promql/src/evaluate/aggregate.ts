import { keepLabels, keyWith, keyWithout, METRIC_NAME, NO_LABELS, removeLabels, setLabel } from '../labels.ts'
import { executionError } from '../promql-error.ts'
import type { Labels } from '../series-source.ts'
import type { Aggregation } from '../syntax/expression.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn, mergeColumns } from './column.ts'
import { CompensatedMean, CompensatedSum } from './compensated-sum.ts'
import { formatNumber } from './format-number.ts'
import { quantile } from './quantile.ts'

/** Columns that become one. */
interface Group {
  readonly labels: Labels
  readonly columns: Column[]
}

/** What an aggregation makes of a vector. @param parameter - At each time; a text for `count_values`. */
export async function aggregate(
  node: Aggregation,
  columns: readonly Column[],
  parameter: Float64Array | string | null,
  steps: number,
  budget: Budget,
): Promise<readonly Column[]> {
  if (node.op === 'count_values') return countValues(node, columns, String(parameter), steps)
  const groups = groupBy(node, columns)
  const made: Column[] = []
  if (node.op === 'topk' || node.op === 'bottomk') {
    const counts = parameter instanceof Float64Array ? parameter : new Float64Array(steps)
    if (!assertCounts(counts)) return []
    for (const { columns: group } of groups) {
      if (budget.isDue) await budget.rest()
      made.push(...pick(group, counts, node.op === 'topk'))
    }
    return mergeColumns(made)
  }
  const reduce = node.op === 'quantile' ? null : REDUCERS[node.op]
  for (const { labels, columns: group } of groups) {
    if (budget.isDue) await budget.rest()
    const out = createColumn(labels, steps)
    budget.take(steps)
    const values: number[] = []
    for (let index = 0; index < steps; index++) {
      values.length = 0
      for (const { present, values: of } of group) if (present[index] === 1) values.push(of[index] ?? 0)
      if (values.length === 0) continue
      out.present[index] = 1
      const q = parameter instanceof Float64Array ? (parameter[index] ?? 0) : 0
      out.values[index] = reduce === null ? quantile(q, values) : reduce(values)
      if ((index & 1023) === 1023 && budget.isDue) await budget.rest()
    }
    made.push(out)
  }
  return made
}

const REDUCERS: Readonly<
  Record<
    Exclude<Aggregation['op'], 'topk' | 'bottomk' | 'quantile' | 'count_values'>,
    (values: readonly number[]) => number
  >
> = {
  sum: (values) => {
    const sum = new CompensatedSum(values[0])
    for (let index = 1; index < values.length; index++) sum.add(values[index] ?? 0)
    return sum.sum + sum.compensation
  },
  avg: (values) => {
    const mean = new CompensatedMean(values[0] ?? 0)
    for (let index = 1; index < values.length; index++) mean.add(values[index] ?? 0)
    return mean.mean
  },
  count: (values) => values.length,
  group: () => 1,
  min: (values) => values.reduce((least, value) => (least > value || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (most < value || Number.isNaN(most) ? value : most)),
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
}

function variance(values: readonly number[]): number {
  let mean = values[0] ?? 0
  let squares = Number.isFinite(mean) ? 0 : Number.NaN
  for (let index = 1; index < values.length; index++) {
    const value = values[index] ?? 0
    const delta = value - mean
    mean += delta / (index + 1)
    squares += delta * (value - mean)
  }
  return squares / values.length
}

function groupBy({ grouping, isWithout }: Aggregation, columns: readonly Column[]): Group[] {
  const groups = new Map<string, Group>()
  const gone = new Set([METRIC_NAME, ...grouping])
  for (const column of columns) {
    const { labels } = column
    const key = isWithout ? keyWithout(labels, gone) : keyWith(labels, grouping)
    const known = groups.get(key)
    if (known !== undefined) known.columns.push(column)
    else
      groups.set(key, {
        labels: isWithout
          ? removeLabels(labels, [...gone])
          : grouping.length === 0
            ? NO_LABELS
            : keepLabels(labels, grouping),
        columns: [column],
      })
  }
  return [...groups.values()]
}

/** Whether any is to be picked. @throws PromqlError for what is no count. */
function assertCounts(counts: Float64Array): boolean {
  if (counts.some((count) => Number.isNaN(count))) throw executionError('Parameter value is NaN')
  if (counts.every((count) => count < 1)) return false
  for (const count of counts) {
    if (count <= -(2 ** 63)) throw executionError(`Scalar value ${formatNumber(count)} underflows int64`)
    if (count >= 2 ** 63) throw executionError(`Scalar value ${formatNumber(count)} overflows int64`)
  }
  return true
}

/** The largest or smallest at each time, in that order; NaN is the last to be picked. */
function pick(columns: readonly Column[], counts: Float64Array, isTop: boolean): Column[] {
  const steps = counts.length
  const picked = columns.map(({ labels, values }) => ({ labels, values, present: new Uint8Array(steps) }))
  let order: number[] = []
  for (let index = 0; index < steps; index++) {
    const valueOf = (column: number): number => columns[column]?.values[index] ?? 0
    order = columns.flatMap(({ present }, column) => (present[index] === 1 ? column : []))
    order.sort((left, right) => {
      const [a, b] = [valueOf(left), valueOf(right)]
      if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
      return isTop ? b - a : a - b
    })
    for (const column of order.slice(0, Math.max(0, Math.trunc(counts[index] ?? 0)))) {
      const chosen = picked[column]
      if (chosen !== undefined) chosen.present[index] = 1
    }
  }
  // One time only: in the order of the values.
  const inOrder = steps === 1 ? order.flatMap((column) => picked[column] ?? []) : picked
  return inOrder.filter(({ present }) => present.includes(1))
}

function countValues(
  node: Aggregation,
  columns: readonly Column[],
  label: string,
  steps: number,
): readonly Column[] {
  if (label === '' || !label.isWellFormed())
    throw executionError(`invalid label name ${JSON.stringify(label)}`)
  const grouping = node.isWithout ? node.grouping : [...node.grouping, label]
  const out = new Map<string, Column>()
  for (const { labels, values, present } of columns) {
    for (let index = 0; index < steps; index++) {
      if (present[index] === 0) continue
      const [group] = groupBy({ ...node, grouping }, [
        { labels: setLabel(labels, label, formatNumber(values[index] ?? 0)), values, present },
      ])
      if (group === undefined) continue
      const key = keyWith(group.labels, Object.keys(group.labels))
      const column = out.get(key) ?? createColumn(group.labels, steps)
      out.set(key, column)
      column.present[index] = 1
      column.values[index] = (column.values[index] ?? 0) + 1
    }
  }
  return mergeColumns([...out.values()])
}
