import { ATTR_ERROR_TYPE } from './attributes.ts'
import { CALL_DURATION_BOUNDARIES } from './boundaries.ts'
import type { MetricDefinition } from './metric-definition.ts'

/** State of the connections that a pool holds: one of {@link CONNECTION_STATES}; from the semantic conventions. */
export const ATTR_DB_CLIENT_CONNECTION_STATE = 'db.client.connection.state'
/** Name of a pool of database connections; from the semantic conventions. */
export const ATTR_DB_CLIENT_CONNECTION_POOL_NAME = 'db.client.connection.pool.name'

export const CONNECTION_STATES = ['idle', 'used'] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

/** Buckets in seconds that the semantic conventions advise for the duration of database calls. */
export const DATABASE_DURATION_BOUNDARIES: readonly number[] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

// Metrics of the OpenTelemetry semantic conventions: names, units and buckets as written there, attributes
// those of them whose values are bounded.
export const METRIC_HTTP_SERVER_REQUEST_DURATION: MetricDefinition = {
  name: 'http.server.request.duration',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of HTTP server requests.',
  attributes: [
    'http.request.method',
    'http.route',
    'http.response.status_code',
    'url.scheme',
    'network.protocol.version',
    ATTR_ERROR_TYPE,
  ],
  boundaries: CALL_DURATION_BOUNDARIES,
}
export const METRIC_HTTP_SERVER_ACTIVE_REQUESTS: MetricDefinition = {
  name: 'http.server.active_requests',
  kind: 'upDownCounter',
  unit: '{request}',
  description: 'Number of active HTTP server requests.',
  attributes: ['http.request.method', 'url.scheme'],
}
export const METRIC_HTTP_CLIENT_REQUEST_DURATION: MetricDefinition = {
  name: 'http.client.request.duration',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of HTTP client requests.',
  attributes: [
    'http.request.method',
    'server.address',
    'server.port',
    'http.response.status_code',
    'url.scheme',
    'network.protocol.version',
    ATTR_ERROR_TYPE,
  ],
  boundaries: CALL_DURATION_BOUNDARIES,
}
export const METRIC_DB_CLIENT_OPERATION_DURATION: MetricDefinition = {
  name: 'db.client.operation.duration',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of database client operations.',
  attributes: [
    'db.system.name',
    'db.namespace',
    'db.operation.name',
    'db.collection.name',
    'db.response.status_code',
    'server.address',
    'server.port',
    ATTR_ERROR_TYPE,
  ],
  boundaries: DATABASE_DURATION_BOUNDARIES,
}
export const METRIC_DB_CLIENT_CONNECTION_COUNT: MetricDefinition = {
  name: 'db.client.connection.count',
  kind: 'upDownCounter',
  unit: '{connection}',
  description: 'The number of connections that are currently in state described by the state attribute.',
  attributes: [ATTR_DB_CLIENT_CONNECTION_POOL_NAME, ATTR_DB_CLIENT_CONNECTION_STATE],
}
export const METRIC_DB_CLIENT_CONNECTION_MAX: MetricDefinition = {
  name: 'db.client.connection.max',
  kind: 'upDownCounter',
  unit: '{connection}',
  description: 'The maximum number of open connections allowed.',
  attributes: [ATTR_DB_CLIENT_CONNECTION_POOL_NAME],
}
export const METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS: MetricDefinition = {
  name: 'db.client.connection.pending_requests',
  kind: 'upDownCounter',
  unit: '{request}',
  description: 'The number of current pending requests for an open connection.',
  attributes: [ATTR_DB_CLIENT_CONNECTION_POOL_NAME],
}

/** Every metric of the semantic conventions that the instrumentation records, in the order of the docs. */
export const SEMANTIC_METRICS: readonly MetricDefinition[] = [
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_HTTP_SERVER_ACTIVE_REQUESTS,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_DB_CLIENT_CONNECTION_COUNT,
  METRIC_DB_CLIENT_CONNECTION_MAX,
  METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS,
]
