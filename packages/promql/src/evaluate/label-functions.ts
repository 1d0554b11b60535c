import { compile } from '../match-label.ts'
import { setLabel } from '../labels.ts'
import { executionError } from '../promql-error.ts'
import { type Column, mergeColumns } from './column.ts'

/** `label_replace(v, destination, replacement, source, expression)`. */
export function replaceLabel(columns: readonly Column[], texts: readonly string[]): readonly Column[] {
  const [destination = '', replacement = '', source = '', pattern = ''] = texts
  const expression = compile(pattern)
  if (expression === null) throw executionError(`invalid regular expression in label_replace(): ${pattern}`)
  assertName(destination, 'destination', 'label_replace')
  return mergeColumns(
    columns.map((column) => {
      const matcher = expression.matcher(column.labels[source] ?? '')
      if (!matcher.matches()) return column
      const value = expand(replacement, (name) => {
        try {
          return matcher.group(/^\d+$/.test(name) ? Number(name) : name) ?? ''
        } catch {
          // There is no such group.
          return ''
        }
      })
      return { ...column, labels: setLabel(column.labels, destination, value) }
    }),
  )
}

/** `label_join(v, destination, separator, source, …)`. */
export function joinLabels(columns: readonly Column[], texts: readonly string[]): readonly Column[] {
  const [destination = '', separator = '', ...sources] = texts
  for (const source of sources) assertName(source, 'source', 'label_join')
  assertName(destination, 'destination', 'label_join')
  return mergeColumns(
    columns.map((column) => {
      const value = sources.map((source) => column.labels[source] ?? '').join(separator)
      return { ...column, labels: setLabel(column.labels, destination, value) }
    }),
  )
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
