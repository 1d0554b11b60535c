import type { Resource, Scope } from '../otlp/resource.ts'
import { attributesKey } from './attributes-key.ts'
import type { MetricDescriptor } from './series.ts'

/** A resource and one of its scopes, with the keys under which the store keeps them. */
export interface Origin {
  readonly resource: Resource
  readonly resourceKey: string
  readonly scope: Scope
  readonly scopeKey: string
}

/** A metric of an origin, with the key under which the store keeps it. */
export interface MetricPath {
  readonly origin: Origin
  readonly descriptor: MetricDescriptor
  readonly metricKey: string
}

/** The key of a resource: equal for equal attributes. */
export function resourceKey(resource: Pick<Resource, 'attributes'>): string {
  return attributesKey(resource.attributes)
}

/** Where telemetry of this scope of this resource is kept; `key` where the resource's is known already. */
export function createOrigin(resource: Resource, scope: Scope, key: string = resourceKey(resource)): Origin {
  const scopeKey = `${scope.name}\n${scope.version}\n${scope.schemaUrl}\n${attributesKey(scope.attributes)}`
  return { resource, resourceKey: key, scope, scopeKey }
}

/** Where a metric is kept: two of one name with another kind or unit are two. */
export function createMetricPath(origin: Origin, descriptor: MetricDescriptor): MetricPath {
  return { origin, descriptor, metricKey: `${descriptor.kind}\n${descriptor.unit}\n${descriptor.name}` }
}
