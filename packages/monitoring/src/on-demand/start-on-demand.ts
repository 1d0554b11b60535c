import type { Accumulator } from '@cryo/instruments/accumulator'
import { writeLogLine } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Ends what was started on demand. */
export type StopOnDemand = () => Promise<void>

/**
 * Starts the standard Prometheus exporter where the environment asks for it; it is loaded only then.
 *
 * @param resource - Attributes of the process.
 */
export async function startOnDemand(
  { otel }: Configuration,
  accumulator: Accumulator,
  resource: Readonly<Record<string, string | number>>,
): Promise<StopOnDemand> {
  if (otel.prometheusExporter === null) return async () => {}
  try {
    const { startPrometheusExporter } = await import('./prometheus-exporter.ts')
    return await startPrometheusExporter(accumulator, resource, otel.prometheusExporter)
  } catch (error) {
    writeLogLine(`OTEL_METRICS_EXPORTER=prometheus has no effect: ${describe(error)}`)
    return async () => {}
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'MODULE_NOT_FOUND') return 'install @opentelemetry/exporter-prometheus beside @cryo/monitoring'
  return error instanceof Error ? error.message : String(error)
}
