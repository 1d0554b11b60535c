import {
  ATTR_ERROR_TYPE,
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_OPERATION_DURATION,
} from '@cryo/conventions'
import type { OperationKind } from '@cryo/conventions'

import { attributeOf } from './series-values.ts'
import type { ServiceSeries } from './series-values.ts'
import type { TrafficKind } from './traffic.ts'

interface OperationLabel {
  readonly service: string
  readonly name: string
  readonly kind: OperationKind
}

/** Identity of an operation over all its series. */
export function operationKey({ service, series }: ServiceSeries): string {
  return [service, attributeOf(series, ATTR_OPERATION_NAME), attributeOf(series, ATTR_OPERATION_KIND)].join(
    '\n',
  )
}

export const OPERATIONS: TrafficKind<OperationLabel> = {
  metric: METRIC_OPERATION_DURATION,
  label: (entry) => ({
    key: operationKey(entry),
    service: entry.service,
    name: attributeOf(entry.series, ATTR_OPERATION_NAME),
    kind: attributeOf(entry.series, ATTR_OPERATION_KIND) as OperationKind,
  }),
  failed: ({ series }) => attributeOf(series, ATTR_OUTCOME) === 'failure',
}

/** A route of a service. */
export interface RouteLabel {
  readonly service: string
  readonly method: string
  readonly route: string
}

export const ROUTES: TrafficKind<RouteLabel> = {
  metric: METRIC_HTTP_SERVER_REQUEST_DURATION,
  label: ({ service, series }) => {
    const method = attributeOf(series, 'http.request.method')
    const route = attributeOf(series, 'http.route')
    return { key: [service, method, route].join('\n'), service, method, route }
  },
  // The semantic conventions: a server failed only where the status says so.
  failed: ({ series }) => Number(attributeOf(series, 'http.response.status_code')) >= 500 || hasError(series),
}

interface QueryLabel {
  readonly service: string
  readonly system: string
  readonly operation: string
  readonly collection: string | null
}

export const QUERIES: TrafficKind<QueryLabel> = {
  metric: METRIC_DB_CLIENT_OPERATION_DURATION,
  label: ({ service, series }) => {
    const system = attributeOf(series, 'db.system.name')
    const operation = attributeOf(series, 'db.operation.name')
    const collection = attributeOf(series, 'db.collection.name')
    const key = [service, system, operation, collection].join('\n')
    return { key, service, system, operation, collection: collection === '' ? null : collection }
  },
  failed: ({ series }) => hasError(series),
}

interface DependencyLabel {
  readonly service: string
  readonly host: string
}

export const DEPENDENCIES: TrafficKind<DependencyLabel> = {
  metric: METRIC_HTTP_CLIENT_REQUEST_DURATION,
  label: ({ service, series }) => {
    const port = attributeOf(series, 'server.port')
    const host = `${attributeOf(series, 'server.address')}${port === '' ? '' : `:${port}`}`
    return { key: `${service}\n${host}`, service, host }
  },
  failed: ({ series }) => hasError(series),
}

function hasError(series: ServiceSeries['series']): boolean {
  return attributeOf(series, ATTR_ERROR_TYPE) !== ''
}
