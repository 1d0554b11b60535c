import type { DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard'
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'

import { type DraftPanel, finishPanel, type PanelOptions, type Unit } from '../panel.ts'
import { buildInstantQuery, refIdOf } from '../query.ts'
import { type Limits, toSteps } from '../thresholds.ts'

/** A label that tells the rows of a table apart. */
export interface KeyColumn {
  readonly label: string
  readonly title: string
  /** Dashboard that a click on it opens, with what to add to its address. */
  readonly link?: { readonly title: string; readonly url: string }
}

/** A figure in each row of a table. */
export interface ValueColumn {
  readonly title: string
  readonly unit: Unit
  /** Aggregated by the labels that are the keys of the table. */
  readonly expr: string
  readonly limits?: Limits
  readonly mappings?: ValueMapping[]
  readonly decimals?: number
  /** A bar behind the figure, up to this value. */
  readonly barUpTo?: number
}

/** A row for each set of keys. */
export interface TableOptions extends PanelOptions {
  readonly keys: readonly KeyColumn[]
  readonly columns: readonly ValueColumn[]
  /** Title of the column to sort by, from the largest value down. */
  readonly sortBy?: string
  /** From the smallest up instead. */
  readonly isAscending?: boolean
}

/** Makes a table whose columns are queries of their own, joined by their keys. */
export function table(options: TableOptions): DraftPanel {
  const { keys, columns, sortBy, isAscending = false } = options
  const builder = new PanelBuilder()
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: toOrder(keys, columns) })
  if (sortBy !== undefined) builder.sortBy([{ displayName: sortBy, desc: !isAscending }].map(toBuilder))
  for (const { title, link } of keys)
    if (link !== undefined)
      builder.overrideByName(title, [{ id: 'links', value: [{ ...link, targetBlank: false }] }])
  for (const column of columns) builder.overrideByName(column.title, toProperties(column))
  const targets = columns.map(({ expr, title }, index) =>
    buildInstantQuery({ expr, legend: title }, refIdOf(index), PromQueryFormat.Table),
  )
  return finishPanel(builder, options, targets, 8)
}

/** Keys first, then the figures, each by its title; one query alone has a field that is named otherwise. */
function toOrder(keys: readonly KeyColumn[], columns: readonly ValueColumn[]): object {
  const fields = [
    ...keys.map(({ label, title }) => [label, title] as const),
    ...columns.map(
      ({ title }, index) => [columns.length === 1 ? 'Value' : `Value #${refIdOf(index)}`, title] as const,
    ),
  ]
  return {
    excludeByName: { Time: true },
    includeByName: {},
    indexByName: Object.fromEntries(fields.map(([field], index) => [field, index])),
    renameByName: Object.fromEntries(fields),
  }
}

function toProperties({ unit, limits, mappings, decimals, barUpTo }: ValueColumn): DynamicConfigValue[] {
  const isColoured = limits !== undefined || mappings !== undefined
  return [
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(limits === undefined
      ? []
      : [{ id: 'thresholds', value: { mode: 'absolute', steps: toSteps(limits) } }]),
    ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
    ...(barUpTo === undefined
      ? []
      : [
          { id: 'min', value: 0 },
          { id: 'max', value: barUpTo },
        ]),
    ...(barUpTo === undefined && !isColoured
      ? []
      : [
          {
            id: 'custom.cellOptions',
            value: barUpTo === undefined ? { type: 'color-text' } : { type: 'gauge', mode: 'basic' },
          },
        ]),
  ]
}

function toBuilder<T>(value: T): { build: () => T } {
  return { build: () => value }
}
