import { compile } from '../match-label.ts'
import { setLabel } from '../labels.ts'
import type { Labels } from '../series-source.ts'
import { executionError } from '../promql-error.ts'
import type { Budget } from './budget.ts'
import { type Column, mergeColumns } from './column.ts'
import { giveLeft } from './column-stream.ts'
import type { Work } from './work.ts'

/** `label_replace(v, destination, replacement, source, expression)`. */
export function replaceLabel(
  columns: readonly Column[],
  texts: readonly string[],
  budget: Budget,
): Work<readonly Column[]> {
  const [destination = '', replacement = '', source = '', pattern = ''] = texts
  const expression = compile(pattern)
  if (expression === null) throw executionError(`invalid regular expression in label_replace(): ${pattern}`)
  assertName(destination, 'destination', 'label_replace')
  return relabel(
    columns,
    ({ labels }) => {
      const match = expression.match(labels[source] ?? '')
      if (match === null) return labels
      const value = expand(replacement, (name) => {
        try {
          return match.group(/^\d+$/.test(name) ? Number(name) : name) ?? ''
        } catch {
          // There is no such group.
          return ''
        }
      })
      return setLabel(labels, destination, value)
    },
    budget,
  )
}

/** `label_join(v, destination, separator, source, …)`. */
export function joinLabels(
  columns: readonly Column[],
  texts: readonly string[],
  budget: Budget,
): Work<readonly Column[]> {
  const [destination = '', separator = '', ...sources] = texts
  for (const source of sources) assertName(source, 'source', 'label_join')
  assertName(destination, 'destination', 'label_join')
  return relabel(
    columns,
    ({ labels }) => {
      const value = sources.map((source) => labels[source] ?? '').join(separator)
      return setLabel(labels, destination, value)
    },
    budget,
  )
}

function* relabel(
  columns: readonly Column[],
  toLabels: (column: Column) => Labels,
  budget: Budget,
): Work<readonly Column[]> {
  const made: Column[] = []
  for (const column of columns) {
    if (budget.isDue) yield
    made.push({ ...column, labels: toLabels(column) })
  }
  const merged = yield* mergeColumns(made, budget)
  giveLeft(columns, merged, budget)
  return merged
}

function assertName(name: string, which: string, where: string): void {
  if (name === '' || !name.isWellFormed())
    throw executionError(`invalid ${which} label name in ${where}(): ${name}`)
}

/** As Go's templates: `$1`, `${1}`, `${name}`, `$$`; a name is as long as it can be. */
function expand(template: string, group: (name: string) => string): string {
  return template.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
    if (whole === '$$') return '$'
    return group(braced ?? plain ?? '')
  })
}
