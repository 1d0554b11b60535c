import {
  dropName,
  formatLabels,
  keepLabels,
  keyWith,
  keyWithout,
  labelsKey,
  METRIC_NAME,
  removeLabels,
  setLabel,
} from '../labels.ts'
import { executionError } from '../promql-error.ts'
import type { Labels } from '../series-source.ts'
import {
  type Binary,
  type BinaryOp,
  isComparison,
  isSetOp,
  type VectorMatching,
} from '../syntax/expression.ts'
import { calculate, compares } from './arithmetic.ts'
import { type Column, createColumn, hasValue, mergeColumns, type Value } from './column.ts'

/** What an operator makes of two values on one grid. */
export function applyBinary(node: Binary, left: Value, right: Value, steps: number): Value {
  const { op, isBool, matching } = node
  if (left.type === 'scalar' && right.type === 'scalar') {
    return {
      type: 'scalar',
      values: left.values.map((value, index) => calculate(op, value, right.values[index] ?? 0)),
    }
  }
  if (left.type === 'vector' && right.type === 'vector') {
    const columns = isSetOp(op)
      ? combineSets(op, left.columns, right.columns, matching, steps)
      : matchVectors(node, left.columns, right.columns, steps)
    // What only leaves out elements makes no two of them the same.
    const isDistinct = op === 'and' || op === 'unless'
    return { type: 'vector', columns: isDistinct ? columns.filter(hasValue) : mergeColumns(columns) }
  }
  if (left.type === 'vector' && right.type === 'scalar') {
    return { type: 'vector', columns: withScalar(op, isBool, left.columns, right.values, false) }
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return { type: 'vector', columns: withScalar(op, isBool, right.columns, left.values, true) }
  }
  throw executionError(`operator ${op} is not defined for texts`)
}

/** @param isSwapped - Whether the number stands on the left. */
function withScalar(
  op: BinaryOp,
  isBool: boolean,
  columns: readonly Column[],
  scalar: Float64Array,
  isSwapped: boolean,
): readonly Column[] {
  const filters = isComparison(op) && !isBool
  const made = columns.map((column) => {
    const out = createColumn(filters ? column.labels : dropName(column.labels), scalar.length)
    for (let index = 0; index < scalar.length; index++) {
      if (column.present[index] === 0) continue
      const value = column.values[index] ?? 0
      const other = scalar[index] ?? 0
      const [left, right] = isSwapped ? [other, value] : [value, other]
      if (filters && !compares(op, left, right)) continue
      out.present[index] = 1
      out.values[index] = filters ? value : calculate(op, left, right)
    }
    return out
  })
  return filters ? made.filter(hasValue) : mergeColumns(made)
}

type Signature = (labels: Labels) => string

function signatureOf({ isOn, labels }: VectorMatching): Signature {
  if (isOn) return (of) => keyWith(of, labels)
  const ignored = new Set([METRIC_NAME, ...labels])
  return (of) => keyWithout(of, ignored)
}

function combineSets(
  op: 'and' | 'or' | 'unless',
  left: readonly Column[],
  right: readonly Column[],
  matching: VectorMatching,
  steps: number,
): readonly Column[] {
  const signature = signatureOf(matching)
  if (op === 'or') {
    const there = presenceBySignature(left, signature, steps)
    return [...left, ...right.map((column) => mask(column, there.get(signature(column.labels)), false))]
  }
  const there = presenceBySignature(right, signature, steps)
  return left.map((column) => mask(column, there.get(signature(column.labels)), op === 'and'))
}

function presenceBySignature(
  columns: readonly Column[],
  signature: Signature,
  steps: number,
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  for (const { labels, present } of columns) {
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

function matchVectors(
  { op, isBool, matching }: Binary,
  left: readonly Column[],
  right: readonly Column[],
  steps: number,
): readonly Column[] {
  // From here on the side that may have several is the first.
  const isSwapped = matching.card === 'one-to-many'
  const [many, one] = isSwapped ? [right, left] : [left, right]
  const signature = signatureOf(matching)
  const ones = new Map<string, Column[]>()
  for (const column of one) {
    const key = signature(column.labels)
    const group = ones.get(key)
    if (group === undefined) ones.set(key, [column])
    else group.push(column)
  }
  assertUnique(ones, many, matching, steps)
  const filters = isComparison(op) && !isBool
  const made: Column[] = []
  const matched = new Map<string, Uint8Array>()
  for (const first of many) {
    const key = signature(first.labels)
    for (const second of ones.get(key) ?? []) {
      const out = createColumn(
        resultLabels(first.labels, second.labels, matching, !isComparison(op) || isBool),
        steps,
      )
      const place = matching.card === 'one-to-one' ? key : `${key}\n${labelsKey(out.labels)}`
      const seen = matched.get(place) ?? new Uint8Array(steps)
      matched.set(place, seen)
      for (let index = 0; index < steps; index++) {
        if (first.present[index] === 0 || second.present[index] === 0) continue
        if (seen[index] === 1) throw ambiguous(matching)
        seen[index] = 1
        const values = [first.values[index] ?? 0, second.values[index] ?? 0] as const
        const [a, b] = isSwapped ? [values[1], values[0]] : values
        if (filters && !compares(op, a, b)) continue
        out.present[index] = 1
        out.values[index] = filters ? a : calculate(op, a, b)
      }
      made.push(out)
    }
  }
  return made
}

function ambiguous({ card }: VectorMatching): Error {
  return executionError(
    card === 'one-to-one'
      ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
      : 'multiple matches for labels: grouping labels must ensure unique matches',
  )
}

/** The side that may have one element only has no two that match the same. */
function assertUnique(
  ones: ReadonlyMap<string, readonly Column[]>,
  many: readonly Column[],
  matching: VectorMatching,
  steps: number,
): void {
  for (const group of ones.values()) {
    if (group.length < 2) continue
    for (let index = 0; index < steps; index++) {
      const there = group.filter(({ present }) => present[index] === 1)
      const [first, second] = there
      if (first === undefined || second === undefined || !many.some(({ present }) => present[index] === 1))
        continue
      const { isOn, labels, card } = matching
      const group_ = isOn
        ? keepLabels(second.labels, labels)
        : removeLabels(second.labels, [METRIC_NAME, ...labels])
      throw executionError(
        `found duplicate series for the match group ${formatLabels(group_)} on the ${card === 'one-to-many' ? 'left' : 'right'} ` +
          `hand-side of the operation: [${formatLabels(second.labels)}, ${formatLabels(first.labels)}];` +
          'many-to-many matching not allowed: matching labels must be unique on one side',
      )
    }
  }
}

function resultLabels(
  many: Labels,
  one: Labels,
  { card, isOn, labels, include }: VectorMatching,
  isNew: boolean,
): Labels {
  let made = isNew ? dropName(many) : many
  if (card === 'one-to-one') made = isOn ? keepLabels(made, labels) : removeLabels(made, labels)
  for (const name of include) made = setLabel(made, name, one[name] ?? '')
  return made
}
