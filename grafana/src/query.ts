import type * as cog from '@grafana/grafana-foundation-sdk/cog'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'

import { PROMETHEUS } from './datasources.ts'

/** A query of Prometheus in a panel. */
export interface Query {
  readonly expr: string
  /** Name of each series, with labels as `{{label}}`. */
  readonly legend: string
  /** `threshold` is drawn as a dashed red line, `before` as a dashed grey one. */
  readonly look?: 'threshold' | 'before'
}

/** A query over the time range of the dashboard. */
export function buildRangeQuery({ expr, legend }: Query, refId: string): cog.Builder<cog.Dataquery> {
  return new DataqueryBuilder().refId(refId).datasource(PROMETHEUS).expr(expr).legendFormat(legend).range()
}

/** A query at the end of the time range, for tables and bars. */
export function buildInstantQuery(
  { expr, legend }: Query,
  refId: string,
  format: PromQueryFormat = PromQueryFormat.TimeSeries,
): cog.Builder<cog.Dataquery> {
  return new DataqueryBuilder()
    .refId(refId)
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend)
    .format(format)
    .instant()
}

/** Name of the query at a place: A, B and so on. */
export function refIdOf(index: number): string {
  return String.fromCodePoint('A'.codePointAt(0)! + index)
}
