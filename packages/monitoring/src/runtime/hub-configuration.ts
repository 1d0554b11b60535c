import type { HubConfiguration } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Picks what of the configuration concerns the hub. */
export function toHubConfiguration({ monitoringDir, dashboard, otel }: Configuration): HubConfiguration {
  return { monitoringDir, dashboard, forward: otel.forward, metricExportIntervalMs: otel.metricExportIntervalMs }
}
