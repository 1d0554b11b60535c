import type { HubConfiguration } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Picks what of the configuration concerns the hub. */
export function toHubConfiguration(configuration: Configuration): HubConfiguration {
  const { monitoringDir, dashboard, otel, healthCheckIntervals } = configuration
  const { rules, repeatSeconds, alertmanager, alertThresholds } = configuration
  const { maxErrors, maxAlerts, maxBytes } = configuration.history
  const { forward, metricExportIntervalMs, spanBatch } = otel
  return {
    monitoringDir,
    dashboard,
    history: { retentionDays: configuration.metricsRetentionDays, maxErrors, maxAlerts, maxBytes },
    forward,
    metricExportIntervalMs,
    spanBatch,
    systemIntervalSeconds: healthCheckIntervals.system,
    rules,
    repeatSeconds,
    alertmanager,
    alertThresholds,
  }
}
