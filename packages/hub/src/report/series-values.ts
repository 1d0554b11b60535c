import type { MetricDefinition } from '@cryo/conventions'

import { currentNumber } from '../metrics/current-value.ts'
import type { Series, StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'

/** A series with the service that it belongs to. */
export interface ServiceSeries {
  readonly service: string
  readonly resourceKey: string
  readonly series: Series
}

/** Every series of a metric, of all processes. */
export function* seriesOf(
  store: SeriesStore,
  { name }: Pick<MetricDefinition, 'name'>,
): Generator<ServiceSeries> {
  for (const { key, resource, scopes } of store.resources()) {
    const service = String(resource.attributes['service.name'] ?? 'unknown_service')
    for (const { metrics } of scopes.values()) {
      for (const metric of metrics.values()) {
        if (metric.descriptor.name !== name) continue
        for (const series of metric.series.values()) yield { service, resourceKey: key, series }
      }
    }
  }
}

/** Value of a counter, up-down counter or gauge. */
export function numberOf(series: Series): number {
  return series.type === 'number' ? currentNumber(series).value : Number.NaN
}

/** An attribute as text; empty where there is none. */
export function attributeOf(series: Series, key: string): string {
  const value = series.attributes[key]
  return value === undefined || value === null ? '' : String(value)
}

/** Sum over the series of a metric of one process; `null` where it has none. */
export function sumOf({ scopes }: StoredResource, { name }: Pick<MetricDefinition, 'name'>): number | null {
  let sum: number | null = null
  for (const { metrics } of scopes.values()) {
    for (const metric of metrics.values()) {
      if (metric.descriptor.name !== name) continue
      for (const series of metric.series.values()) sum = (sum ?? 0) + numberOf(series)
    }
  }
  return sum
}
