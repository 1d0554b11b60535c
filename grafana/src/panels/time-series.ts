import {
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'

import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'
import { buildRangeQuery, type Query, refIdOf } from '../query.ts'

/** Values over time. */
export interface TimeSeriesOptions extends PanelOptions {
  readonly queries: readonly Query[]
  /** Series are parts of a whole. */
  readonly isStacked?: boolean
  /** A legend with mean, largest and last value, for panels with many series. */
  readonly hasLegendTable?: boolean
}

const LOOKS: Readonly<Record<NonNullable<Query['look']>, string>> = { threshold: 'red', before: 'text' }

/** Makes a panel of values over time; its limits are drawn as dashed lines. */
export function timeSeries(options: TimeSeriesOptions): DraftPanel {
  const { queries, isStacked = false, hasLegendTable = false, limits } = options
  const builder = new PanelBuilder()
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(1)
    .fillOpacity(isStacked ? 40 : 10)
    .gradientMode(isStacked ? GraphGradientMode.None : GraphGradientMode.Opacity)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .axisSoftMin(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .placement(LegendPlacement.Bottom)
        .displayMode(hasLegendTable ? LegendDisplayMode.Table : LegendDisplayMode.List)
        .calcs(hasLegendTable ? ['mean', 'max', 'lastNotNull'] : []),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
  if (isStacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (limits !== undefined)
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
  for (const [index, { look }] of queries.entries())
    if (look !== undefined) builder.overrideByQuery(refIdOf(index), toDashedLine(LOOKS[look]))
  const targets = queries.map((query, index) => buildRangeQuery(query, refIdOf(index)))
  return finishPanel(builder, options, targets, 8)
}

function toDashedLine(color: string): DynamicConfigValue[] {
  return [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.stacking', value: { mode: 'none', group: 'B' } },
  ]
}
