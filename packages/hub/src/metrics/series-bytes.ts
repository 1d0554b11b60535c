import type { MetricPath, Origin } from './metric-path.ts'
import type { MetricDescriptor } from './series.ts'

/** Objects beside the texts, measured on Node 24 with 20,000 series of three attributes. */
const RESOURCE_BYTES = 1200
const SCOPE_BYTES = 600
const METRIC_BYTES = 600
const SERIES_BYTES = 520
const BUCKET_BYTES = 8
/** The key, the attributes and the labels of the exposition hold about the same text. */
const COPIES_OF_TEXT = 3

/** What a resource costs, without its scopes. */
export function bytesOfResource(origin: Origin): number {
  return RESOURCE_BYTES + COPIES_OF_TEXT * origin.resourceKey.length
}

/** What a scope costs, without its metrics. */
export function bytesOfScope(origin: Origin): number {
  return SCOPE_BYTES + COPIES_OF_TEXT * origin.scopeKey.length
}

/** What a metric costs, without its series. */
export function bytesOfMetric({ name, description }: MetricDescriptor): number {
  return METRIC_BYTES + COPIES_OF_TEXT * name.length + description.length
}

/** What a series costs; `key` is that of its attributes. */
export function bytesOfSeries(key: string, bucketCount: number): number {
  return SERIES_BYTES + COPIES_OF_TEXT * key.length + BUCKET_BYTES * bucketCount
}

/** What a metric costs with a resource and scope of its own. */
export function bytesOfPath({ origin, descriptor }: MetricPath): number {
  return bytesOfResource(origin) + bytesOfScope(origin) + bytesOfMetric(descriptor)
}
