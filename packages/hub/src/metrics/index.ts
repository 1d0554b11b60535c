// The store
export { SeriesStore } from './series-store.ts'
export type { SeriesRefusal, SeriesStoreOptions } from './series-store.ts'
export type {
  HistogramContribution,
  HistogramSeries,
  MetricDescriptor,
  MetricKind,
  NumberContribution,
  NumberSeries,
  Series,
  Source,
  StoredMetric,
  StoredResource,
  StoredScope,
  SummaryContribution,
  SummarySeries,
} from './series.ts'
export { attributesKey } from './attributes-key.ts'
export { resourceKey } from './metric-path.ts'
export { everySeries, seriesOf } from './every-series.ts'
export { currentHistogram, currentNumber, currentSummary } from './current-value.ts'

// In
export { ingestMetrics } from './ingest-metrics.ts'
export type { IngestCounts } from './ingest-metrics.ts'
export { SeriesFeed } from './series-feed.ts'

// Out
export { toOtlp } from './to-otlp.ts'
export type { ToOtlpOptions } from './to-otlp.ts'
export { endResource, endSource, expireSeries } from './end-series.ts'
