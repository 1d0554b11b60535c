import { createRequire } from 'node:module'

import type { Accumulator } from '@cryo/instruments/accumulator'
import type { MetricProducer } from '@opentelemetry/sdk-metrics'

import { ownLocation } from '../runtime/own-location.ts'
import { createMetricProducer } from './metric-producer.ts'

/** Where the exporter listens. */
export interface PrometheusAddress {
  readonly host: string
  readonly port: number
}

interface Exporter {
  setMetricProducer(producer: MetricProducer): void
  startServer(): Promise<void>
  shutdown(): Promise<void>
}

interface ExporterPackage {
  readonly PrometheusExporter: new (options: object) => Exporter
}

/**
 * Starts the standard exporter that `OTEL_METRICS_EXPORTER=prometheus` names; its server keeps no process alive.
 *
 * @returns Ends it.
 * @throws When it is not installed, or cannot listen.
 */
export async function startPrometheusExporter(
  accumulator: Accumulator,
  resource: Readonly<Record<string, string | number>>,
  address: PrometheusAddress,
): Promise<() => Promise<void>> {
  // Required, not imported: a bundler would want it there, although hardly anybody needs it.
  const require = createRequire(ownLocation())
  const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus') as ExporterPackage
  const exporter = new PrometheusExporter({ ...address, preventServerStart: true })
  exporter.setMetricProducer(createMetricProducer(accumulator, resource))
  await exporter.startServer()
  return () => exporter.shutdown()
}
