import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'

import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'
import { buildInstantQuery, type Query, refIdOf } from '../query.ts'

/** A bar for each series. */
export interface BarsOptions extends PanelOptions {
  readonly queries: readonly Query[]
}

/** Makes a panel of horizontal bars, of what is at the end of the time range. */
export function bars(options: BarsOptions): DraftPanel {
  const builder = new PanelBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true)
  const targets = options.queries.map((query, index) => buildInstantQuery(query, refIdOf(index)))
  return finishPanel(builder, options, targets, 8)
}
