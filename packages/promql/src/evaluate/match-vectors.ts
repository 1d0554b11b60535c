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
import { type Binary, isComparison, type VectorMatching } from '../syntax/expression.ts'
import { calculate, compares } from './arithmetic.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn } from './column.ts'
import type { Work } from './work.ts'

/** What two elements have to have in common. */
export type Signature = (labels: Labels) => string

/** The labels that count, as a text. */
export function signatureOf({ isOn, labels }: VectorMatching): Signature {
  if (isOn) return (of) => keyWith(of, labels)
  const ignored = new Set([METRIC_NAME, ...labels])
  return (of) => keyWithout(of, ignored)
}

/** What an operator makes of each two elements that belong together. */
export function* matchVectors(
  { op, isBool, matching }: Binary,
  left: readonly Column[],
  right: readonly Column[],
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  // From here on the side that may have several is the first.
  const isSwapped = matching.card === 'one-to-many'
  const [many, one] = isSwapped ? [right, left] : [left, right]
  const signature = signatureOf(matching)
  const ones = new Map<string, Column[]>()
  for (const column of one) {
    if (budget.isDue) yield
    const key = signature(column.labels)
    const group = ones.get(key)
    if (group === undefined) ones.set(key, [column])
    else group.push(column)
  }
  yield* assertUnique(ones, many, matching, steps, budget)
  const filters = isComparison(op) && !isBool
  const made: Column[] = []
  const matched = new Map<string, Uint8Array>()
  for (const first of many) {
    const key = signature(first.labels)
    for (const second of ones.get(key) ?? []) {
      if (budget.isDue) yield
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
function* assertUnique(
  ones: ReadonlyMap<string, readonly Column[]>,
  many: readonly Column[],
  matching: VectorMatching,
  steps: number,
  budget: Budget,
): Work<void> {
  for (const group of ones.values()) {
    if (group.length < 2) continue
    for (let index = 0; index < steps; index++) {
      if (budget.isDue) yield
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
