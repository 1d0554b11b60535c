import type { Configuration } from './configuration.ts'
import type { OptionValues } from './option-table.ts'

/** The parts of a configuration that are options as they were checked. */
export type PlainParts = Pick<
  Configuration,
  | 'metricsRetentionDays'
  | 'history'
  | 'dashboard'
  | 'healthCheckIntervals'
  | 'alertThresholds'
  | 'repeatSeconds'
  | 'alertmanager'
  | 'redact'
>

/** Puts the options of one group into one object. */
export function nestValues(values: OptionValues): PlainParts {
  return {
    metricsRetentionDays: values.metricsRetentionDays,
    history: {
      maxBytes: values['history.maxBytes'],
      maxErrors: values['history.maxErrors'],
      maxAlerts: values['history.maxAlerts'],
    },
    dashboard: {
      enabled: values['dashboard.enabled'],
      host: values['dashboard.host'],
      port: values['dashboard.port'],
      token: values['dashboard.token'],
      allowedHosts: values['dashboard.allowedHosts'],
      basePath: values['dashboard.basePath'],
    },
    healthCheckIntervals: {
      database: values['healthCheckIntervals.database'],
      api: values['healthCheckIntervals.api'],
      system: values['healthCheckIntervals.system'],
    },
    alertThresholds: {
      databaseFailures: values['alertThresholds.databaseFailures'],
      apiErrors: values['alertThresholds.apiErrors'],
      memoryUsage: values['alertThresholds.memoryUsage'],
      cpuUsage: values['alertThresholds.cpuUsage'],
      diskUsage: values['alertThresholds.diskUsage'],
    },
    repeatSeconds: values.repeatSeconds,
    alertmanager: {
      url: values['alertmanager.url'],
      externalLabels: values['alertmanager.externalLabels'],
      webhookToken: values['alertmanager.webhookToken'],
    },
    redact: values.redact,
  }
}
