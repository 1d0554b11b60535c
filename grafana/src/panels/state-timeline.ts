import {
  LegendDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'

import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'
import { buildRangeQuery, type Query, refIdOf } from '../query.ts'

/** States over time, a line for each series. */
export interface StateTimelineOptions extends PanelOptions {
  readonly queries: readonly Query[]
  /** What the values of the series mean. */
  readonly mappings: NonNullable<PanelOptions['mappings']>
}

/** Makes a panel of states over time. */
export function stateTimeline(options: StateTimelineOptions): DraftPanel {
  const builder = new PanelBuilder()
    .showValue(VisibilityMode.Never)
    .mergeValues(true)
    .rowHeight(0.8)
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List))
  const targets = options.queries.map((query, index) => buildRangeQuery(query, refIdOf(index)))
  return finishPanel(builder, options, targets, 8)
}
