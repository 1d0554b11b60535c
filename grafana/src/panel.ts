import type * as cog from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import type {
  GridPos,
  Panel,
  ThresholdsConfig,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'

import { PROMETHEUS } from './datasources.ts'
import { buildThresholds, type Limits } from './thresholds.ts'

/** Units of Grafana that the dashboards use. */
export type Unit =
  | 's'
  | 'ms'
  | 'percent'
  | 'percentunit'
  | 'reqps'
  | 'ops'
  | 'cps'
  | 'short'
  | 'bytes'
  | 'dateTimeFromNow'
  | 'string'

/** What every panel has to say of itself. */
export interface PanelOptions {
  readonly title: string
  /** What it shows, and what to make of it: for whoever looks at it for the first time, at night. */
  readonly description: string
  readonly unit: Unit
  /** Columns of the 24 that a dashboard has. */
  readonly width: 4 | 6 | 8 | 12 | 16 | 24
  /** Rows of the grid, 30 pixels each; each kind of panel has its usual height. */
  readonly height?: number
  readonly limits?: Limits
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  /** Shown where a query finds nothing: an empty panel that is fine says so. */
  readonly noValue?: string
  readonly mappings?: ValueMapping[]
}

/** A panel that has no place yet. */
export interface DraftPanel {
  readonly width: number
  readonly height: number
  place(id: number, gridPos: GridPos): Panel
}

/** What the builders of all kinds of panels have in common. */
export interface PanelBuilder extends cog.Builder<Panel> {
  id(id: number): this
  title(title: string): this
  description(description: string): this
  datasource(datasource: DataSourceRef): this
  gridPos(gridPos: GridPos): this
  targets(targets: cog.Builder<cog.Dataquery>[]): this
  unit(unit: string): this
  decimals(decimals: number): this
  min(min: number): this
  max(max: number): this
  noValue(text: string): this
  mappings(mappings: ValueMapping[]): this
  thresholds(thresholds: cog.Builder<ThresholdsConfig>): this
}

/**
 * The one place that makes a panel whole: the builders of the SDK leave id, data source, unit and description to be
 * forgotten, and Grafana then shows two panels as one, or another data source.
 */
export function finishPanel(
  builder: PanelBuilder,
  options: PanelOptions,
  targets: readonly cog.Builder<cog.Dataquery>[],
  usualHeight: number,
  datasource: DataSourceRef = PROMETHEUS,
): DraftPanel {
  const { title, description, unit, width, height = usualHeight } = options
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(datasource)
    .targets([...targets])
    .thresholds(buildThresholds(options.limits))
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.min !== undefined) builder.min(options.min)
  if (options.max !== undefined) builder.max(options.max)
  if (options.noValue !== undefined) builder.noValue(options.noValue)
  if (options.mappings !== undefined) builder.mappings(options.mappings)
  return { width, height, place: (id, gridPos) => builder.id(id).gridPos(gridPos).build() }
}
