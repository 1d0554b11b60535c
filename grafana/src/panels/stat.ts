import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'

import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'
import { buildInstantQuery, buildRangeQuery, type Query, refIdOf } from '../query.ts'

/** One figure, or one for each series. */
export interface StatOptions extends PanelOptions {
  readonly queries: readonly Query[]
  /** No line of its past below the figure, and nothing asked but the figure. */
  readonly isPlain?: boolean
}

/** Makes a panel of large figures, coloured by their limits. */
export function stat(options: StatOptions): DraftPanel {
  const { queries, isPlain = false } = options
  const builder = new PanelBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .colorMode(BigValueColorMode.Value)
    .graphMode(isPlain ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .orientation(VizOrientation.Auto)
  const build = isPlain ? buildInstantQuery : buildRangeQuery
  const targets = queries.map((query, index) => build(query, refIdOf(index)))
  return finishPanel(builder, options, targets, 4)
}
