import { PanelBuilder as NodeGraphBuilder } from '@grafana/grafana-foundation-sdk/nodegraph'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { DataqueryBuilder, SearchTableType } from '@grafana/grafana-foundation-sdk/tempo'

import { TEMPO } from '../datasources.ts'
import { type DraftPanel, finishPanel, type PanelOptions } from '../panel.ts'

/** Traces found by a query. */
export interface TraceTableOptions extends PanelOptions {
  /** TraceQL. */
  readonly query: string
}

/** Makes a table of the newest traces that a query finds; a click opens one. */
export function traceTable(options: TraceTableOptions): DraftPanel {
  const query = new DataqueryBuilder()
    .refId('A')
    .datasource(TEMPO)
    .queryType('traceql')
    .query(options.query)
    .limit(20)
    .tableType(SearchTableType.Traces)
    .filters([])
  return finishPanel(new TableBuilder(), options, [query], 9, TEMPO)
}

/** Makes a graph of services and the calls between them, which Tempo draws of the metrics of the service graph. */
export function serviceGraph(options: PanelOptions): DraftPanel {
  const query = new DataqueryBuilder().refId('A').datasource(TEMPO).queryType('serviceMap').filters([])
  return finishPanel(new NodeGraphBuilder(), options, [query], 14, TEMPO)
}
