import type { Accumulator } from '@cryo/instruments/accumulator'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'

import { createMetricProducer } from './metric-producer.ts'

/** Where the exporter listens. */
export interface PrometheusAddress {
  readonly host: string
  readonly port: number
}

/**
 * Starts the standard exporter that `OTEL_METRICS_EXPORTER=prometheus` names; its server keeps no process alive.
 *
 * @returns Ends it.
 * @throws When it cannot listen.
 */
export async function startPrometheusExporter(
  accumulator: Accumulator,
  resource: Readonly<Record<string, string | number>>,
  address: PrometheusAddress,
): Promise<() => Promise<void>> {
  const exporter = new PrometheusExporter({ ...address, preventServerStart: true })
  exporter.setMetricProducer(createMetricProducer(accumulator, resource))
  await exporter.startServer()
  return () => exporter.shutdown()
}
