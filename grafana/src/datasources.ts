import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'

/** Variable in which a dashboard keeps its Prometheus. */
export const PROMETHEUS_VARIABLE = 'datasource'
/** Variable in which a dashboard keeps its Tempo. */
export const TEMPO_VARIABLE = 'traces'

/** Metrics, of whichever Prometheus the reader of a dashboard has chosen. */
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: `\${${PROMETHEUS_VARIABLE}}` }
/** Traces, of whichever Tempo the reader of a dashboard has chosen. */
export const TEMPO: DataSourceRef = { type: 'tempo', uid: `\${${TEMPO_VARIABLE}}` }
