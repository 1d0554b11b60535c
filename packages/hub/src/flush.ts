import type { OwnedHistory } from './history/owned-history.ts'
import type { Insights } from './insights.ts'
import type { OwnMetrics } from './own-metrics.ts'
import type { Destinations } from './pipeline/destinations.ts'
import type { MetricPipeline } from './pipeline/metric-pipeline.ts'
import type { SpanPipelines } from './pipeline/span-pipelines.ts'
import type { Serving } from './serving.ts'
import type { SourceReading } from './sources/source-reading.ts'

/** What is kept of the time of a flush for the way back to the application, and for the disk. */
const RETURN_MS = 100
const DISK_MS = 500

/** The parts of a hub that a flush goes through, in its order. */
export interface FlushedParts {
  readonly serving: Serving
  readonly ownMetrics: OwnMetrics
  readonly reading: SourceReading
  readonly insights: Insights
  readonly history: OwnedHistory
  readonly spanPipelines: SpanPipelines
  readonly metricPipeline: MetricPipeline
  readonly destinations: Destinations
}

/** Delivers or spools everything recorded so far. */
export async function flush(parts: FlushedParts, timeoutMs: number): Promise<void> {
  const { serving, ownMetrics, reading, spanPipelines, metricPipeline, destinations } = parts
  const deadline = performance.now() + timeoutMs - RETURN_MS
  await serving.settled
  await ownMetrics.observe()
  await reading.readOn(deadline - DISK_MS)
  spanPipelines.ship()
  metricPipeline.export()
  metricPipeline.show()
  await destinations.flush(deadline - performance.now())
}

/**
 * The last flush: after it, what was read and could not be delivered lies in the spool. What the ring still holds,
 * because there was no room or time for it, is the application's to keep.
 *
 * @param isBrief - Whether this hub was started only for it.
 */
export async function flushLast(parts: FlushedParts, timeoutMs: number, isBrief: boolean): Promise<void> {
  const { serving, ownMetrics, reading, insights, history, spanPipelines, metricPipeline, destinations } =
    parts
  const deadline = performance.now() + timeoutMs - RETURN_MS
  await serving.settled
  // Its callbacks are synchronous: what was dropped so far is told with the last values.
  void ownMetrics.observe()
  await reading.readOn(deadline - DISK_MS)
  insights.errorGroups.observe(Date.now())
  // What a process tells that ended before anybody could own its folder is remembered all the same.
  if (isBrief && insights.hasUnsaved && serving.hold()) history.open()
  spanPipelines.ship()
  // Their last values are recorded as series end; what is left is sampled once more.
  metricPipeline.end(Date.now())
  history.series.sampleLast(Date.now())
  await destinations.flush(deadline - performance.now())
  await destinations.close()
  history.close()
  await serving.stop()
}
