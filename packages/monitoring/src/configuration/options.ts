/**
 * What can be configured in code; a value given here goes before the environment, and that before the default.
 *
 * `docs/configuration.md` lists the same keys with their environment variables. A wrong value or an unknown key is a
 * `ConfigurationError`.
 *
 * @example
 * ```ts
 * startMonitoring(app, {
 *   serviceName: 'screening',
 *   dashboard: { port: 5002 },
 *   alertThresholds: { memoryUsage: 90 },
 * })
 * ```
 */
export interface MonitoringOptions {
  /**
   * Name under which telemetry of this process is kept; cannot change after the start. Default: `OTEL_SERVICE_NAME`,
   * else `service.name` of `OTEL_RESOURCE_ATTRIBUTES`, else the name in the `package.json` of the main script, else
   * `unknown_service:node`.
   */
  serviceName?: string | undefined
  /**
   * Folder of history, spool and checkpoints; a relative one starts at the working directory; cannot change after
   * the start. Default: `'monitoring'`.
   */
  monitoringDir?: string | undefined
  /** How long history is kept, in days, 0.01 to 3650. Default: `14`. */
  metricsRetentionDays?: number | undefined
  /** Bounds of what is kept on disk. */
  history?: HistoryOptions | undefined
  /** The page and the HTTP routes beside it. */
  dashboard?: DashboardOptions | undefined
  /** Another name for `dashboard.port`. */
  dashboardPort?: number | undefined
  /** How often health is checked, in seconds. */
  healthCheckIntervals?: HealthCheckIntervals | undefined
  /** When the shipped rules raise an alert. */
  alertThresholds?: AlertThresholds | undefined
  /**
   * Files or folders of your own Prometheus rules, evaluated beside the shipped ones; relative ones start at the
   * working directory. Default: none.
   */
  rules?: readonly string[] | undefined
  /** Seconds after which a firing alert is notified again, 1 or more; `null` for never. Default: `null`. */
  repeatSeconds?: number | null | undefined
  /** The Alertmanager that sends notifications, where there is one. */
  alertmanager?: AlertmanagerOptions | undefined
  /**
   * What to hide in recorded errors beside passwords, tokens and the like: a text is the name of a key whose value is
   * hidden, whatever its case; a regular expression is replaced wherever it matches. Default: none.
   */
  redact?: readonly (string | RegExp)[] | undefined
}

/** Bounds of the history on disk. */
export interface HistoryOptions {
  /** Size of the history in bytes, 1 MiB or more; the oldest data goes first. Default: `536870912` (512 MiB). */
  maxBytes?: number | undefined
  /** Groups of errors kept, 1 to 100000; the one unseen for longest goes first. Default: `1000`. */
  maxErrors?: number | undefined
  /** Past alerts kept, 1 to 100000; the oldest goes first. Default: `1000`. */
  maxAlerts?: number | undefined
}

/** Where the page is served and who may see it. */
export interface DashboardOptions {
  /** Whether the page is served. Default: `true`. */
  enabled?: boolean | undefined
  /** Address to listen on; one that other machines reach needs a `token`. Default: `'127.0.0.1'`. */
  host?: string | undefined
  /** Port to listen on, 0 to 65535; 0 is any free one. Default: `5001`. */
  port?: number | undefined
  /** Secret that a caller has to present, long and random; `null` for none. Default: `null`. */
  token?: string | null | undefined
  /** Host names beside those of `host` under which the page may be opened, without port. Default: none. */
  allowedHosts?: readonly string[] | undefined
  /** Path prefix behind a proxy, such as `/tools`. Default: `''`. */
  basePath?: string | undefined
}

/** Time between two checks of each kind, in seconds, 0.1 to 86400. */
export interface HealthCheckIntervals {
  /** Databases. Default: `30`. */
  database?: number | undefined
  /** Endpoints. Default: `60`. */
  api?: number | undefined
  /** CPU, memory, disk, event loop. Default: `15`. */
  system?: number | undefined
}

/** Values above which the shipped rules raise an alert; they are exported as the metric `cryo.alert.threshold`. */
export interface AlertThresholds {
  /** Failed database checks in a row, 1 or more. Default: `5`. */
  databaseFailures?: number | undefined
  /** Failed endpoint checks in a row, 1 or more. Default: `3`. */
  apiErrors?: number | undefined
  /** Memory in use, in percent. Default: `85`. */
  memoryUsage?: number | undefined
  /** CPU in use, in percent. Default: `85`. */
  cpuUsage?: number | undefined
  /** Disk in use, in percent. Default: `90`. */
  diskUsage?: number | undefined
}

/** The Alertmanager to work with. */
export interface AlertmanagerOptions {
  /** Its address; `null` for none: alerts then go to the handlers of this process. Default: `null`. */
  url?: string | null | undefined
  /** Labels that Prometheus adds to its alerts (`external_labels`), so that both send the same. Default: none. */
  externalLabels?: Readonly<Record<string, string>> | undefined
  /** Bearer token that its webhook has to present to us; `null` for none. Default: `null`. */
  webhookToken?: string | null | undefined
}
