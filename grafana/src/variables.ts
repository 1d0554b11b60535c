import type * as cog from '@grafana/grafana-foundation-sdk/cog'
import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'

import { PROMETHEUS, PROMETHEUS_VARIABLE, TEMPO_VARIABLE } from './datasources.ts'

/** A variable that only some dashboards have. */
export interface ExtraVariable {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Selector of the series whose label it takes. */
  readonly selector: string
  /** Label whose values it offers. */
  readonly of: string
}

/** Every process of ours tells of the first, programs in other languages have the second. */
const SERVICES = '__name__=~"cryo_hub_items_produced_total|traces_span_metrics_calls_total"'

const COMMON: readonly ExtraVariable[] = [
  {
    name: 'environment',
    label: 'Environment',
    description: 'Where it runs: deployment.environment.name.',
    selector: `{${SERVICES}}`,
    of: 'deployment_environment_name',
  },
  {
    name: 'service',
    label: 'Service',
    description: 'Which program: service.name.',
    selector: `{${SERVICES},deployment_environment_name=~"$environment"}`,
    of: 'service_name',
  },
  {
    name: 'instance',
    label: 'Instance',
    description: 'Which process of it: service.instance.id.',
    selector: `{${SERVICES},deployment_environment_name=~"$environment",service_name=~"$service"}`,
    of: 'service_instance_id',
  },
]

/** The variables of a dashboard: its data sources, those that all have, and its own. */
export function buildVariables(
  extra: readonly ExtraVariable[],
  hasTraces: boolean,
): readonly cog.Builder<VariableModel>[] {
  return [
    buildDatasource(PROMETHEUS_VARIABLE, 'Metrics', 'prometheus', 'Where metrics are asked for.'),
    ...(hasTraces ? [buildDatasource(TEMPO_VARIABLE, 'Traces', 'tempo', 'Where traces are asked for.')] : []),
    ...[...COMMON, ...extra].map(buildQuery),
  ]
}

function buildDatasource(
  name: string,
  label: string,
  type: string,
  description: string,
): cog.Builder<VariableModel> {
  return new DatasourceVariableBuilder(name).label(label).description(description).type(type)
}

/** `All` is `.*`, which also finds series that lack the label; a list of today's values would not. */
function buildQuery({ name, label, description, selector, of }: ExtraVariable): cog.Builder<VariableModel> {
  const query = `label_values(${selector},${of})`
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(PROMETHEUS)
    .query({ query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}
