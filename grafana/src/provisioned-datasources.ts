import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

const FILE = join(import.meta.dirname, '..', 'provisioning', 'datasources', 'cryo.yaml')

/** A data source as Grafana is given it. */
export interface ProvisionedDatasource {
  readonly name: string
  readonly uid: string
  readonly type: string
  readonly url: string
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly {
      readonly name: string
      readonly datasourceUid: string
    }[]
    readonly serviceMap?: { readonly datasourceUid: string }
    readonly nodeGraph?: { readonly enabled: boolean }
    readonly tracesToMetrics?: {
      readonly datasourceUid: string
      readonly tags: readonly { readonly key: string; readonly value: string }[]
      readonly queries: readonly { readonly name: string; readonly query: string }[]
    }
  }
}

/** Reads the data sources; Grafana makes `$` of `$$`. */
export function readDatasources(): readonly ProvisionedDatasource[] {
  const { datasources } = parse(readFileSync(FILE, 'utf8').replaceAll('$$', () => '$')) as {
    datasources: ProvisionedDatasource[]
  }
  return datasources
}

/** The queries that lead from a span to metrics, with matchers in the place of the tags of the span. */
export function listSpanQueries(
  matchers: string,
): readonly { readonly where: string; readonly expr: string }[] {
  return readDatasources().flatMap(({ name, jsonData: { tracesToMetrics } }) =>
    (tracesToMetrics?.queries ?? []).map(({ name: query, query: expr }) => ({
      where: `${name}: ${query}`,
      expr: expr.replaceAll('$__tags', matchers),
    })),
  )
}
