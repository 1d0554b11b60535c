import type { ResourceMetrics } from './metric.ts'
import type { Rejections } from './rejections.ts'
import type { ResourceSpans } from './span.ts'

/** The traces of one request. */
export interface DecodedTraces {
  readonly resourceSpans: ResourceSpans[]
  readonly spanCount: number
  /** Spans that were not taken. */
  readonly rejected: Rejections
}

/** The metrics of one request. */
export interface DecodedMetrics {
  readonly resourceMetrics: ResourceMetrics[]
  readonly pointCount: number
  /** Points that were not taken. */
  readonly rejected: Rejections
}
