import type { HubConfiguration } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Picks what of the configuration concerns the hub. */
export function toHubConfiguration({ monitoringDir, dashboard, otel }: Configuration): HubConfiguration {
  const { forward, metricExportIntervalMs, spanBatch } = otel
  return { monitoringDir, dashboard, forward, metricExportIntervalMs, spanBatch }
}
