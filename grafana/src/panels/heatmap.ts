import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'

import { PROMETHEUS } from '../datasources.ts'
import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'

/** How values are spread over time. */
export interface HeatmapOptions extends PanelOptions {
  /** Rates of the buckets of a histogram, by `le` alone. */
  readonly expr: string
}

/** Makes a panel of how values are spread, with the exemplars of the histogram on it: each leads to a trace. */
export function heatmap(options: HeatmapOptions): DraftPanel {
  const builder = new PanelBuilder()
    .calculate(false)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Blues')
        .fill('dark-blue')
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .yAxis(new YAxisConfigBuilder().unit(options.unit))
  const query = new DataqueryBuilder()
    .refId('A')
    .datasource(PROMETHEUS)
    .expr(options.expr)
    .legendFormat('{{le}}')
    .format(PromQueryFormat.Heatmap)
    .range()
    .exemplar(true)
  return finishPanel(builder, options, [query], 9)
}
