import type { MonitoringOptions } from './options.ts'
import { BOOLEAN, listOf, nullable, numberBetween, wholeNumber, type ValueType } from './value-type.ts'
import { BASE_PATH, HOST, HTTP_URL, LABELS, NAME, PATH, REDACT, TOKEN } from './option-types.ts'

/** Every option by its dotted path, with the value that it has once checked. */
export interface OptionValues {
  readonly serviceName: string | null
  readonly monitoringDir: string
  readonly metricsRetentionDays: number
  readonly 'history.maxBytes': number
  readonly 'history.maxErrors': number
  readonly 'history.maxAlerts': number
  readonly 'dashboard.enabled': boolean
  readonly 'dashboard.host': string
  readonly 'dashboard.port': number
  readonly 'dashboard.token': string | null
  readonly 'dashboard.allowedHosts': readonly string[]
  readonly 'dashboard.basePath': string
  readonly 'healthCheckIntervals.database': number
  readonly 'healthCheckIntervals.api': number
  readonly 'healthCheckIntervals.system': number
  readonly 'alertThresholds.databaseFailures': number
  readonly 'alertThresholds.apiErrors': number
  readonly 'alertThresholds.memoryUsage': number
  readonly 'alertThresholds.cpuUsage': number
  readonly 'alertThresholds.diskUsage': number
  readonly rules: readonly string[]
  readonly repeatSeconds: number | null
  readonly 'alertmanager.url': string | null
  readonly 'alertmanager.externalLabels': Readonly<Record<string, string>>
  readonly 'alertmanager.webhookToken': string | null
  readonly redact: readonly (string | RegExp)[]
}

/** Dotted path of an option: one for each key that `MonitoringOptions` has, but for the alias. */
export type OptionPath = Exclude<PathsOf<MonitoringOptions>, 'dashboardPort'>

type PathsOf<T> = { [K in keyof T & string]: PathOf<K, NonNullable<T[K]>> }[keyof T & string]
type PathOf<K extends string, V> = V extends readonly unknown[]
  ? K
  : V extends object
    ? `${K}.${keyof V & string}`
    : K

/** What is known about one option; code, docs and tests derive from it. */
export interface OptionDefinition<T> {
  readonly type: ValueType<T>
  readonly default: T
  /** How the docs name a default that is worked out at the start. */
  readonly defaultText?: string
  /** Variable of the environment that sets it. */
  readonly environment?: string
  /** One sentence for people. */
  readonly meaning: string
  /** Never shown in messages. */
  readonly secret?: true
  /** Cannot change after the start. */
  readonly fixed?: true
  /** A change makes the hub listen anew. */
  readonly rebinds?: true
}

/** Switches everything off; only the environment can. */
export const MONITORING_DISABLED: OptionDefinition<boolean> = {
  type: BOOLEAN,
  default: false,
  environment: 'CRYO_MONITORING_DISABLED',
  meaning: 'Nothing starts and every call does nothing, as with `OTEL_SDK_DISABLED`.',
}

const SECONDS_BETWEEN_CHECKS = numberBetween(0.1, 86_400, 'a number of seconds')
const FAILURES_IN_A_ROW = wholeNumber(1, 1_000_000)
const PERCENT = numberBetween(0, 100, 'a percentage')

/** Every option, in the order in which the docs list them. */
export const OPTIONS: { readonly [P in OptionPath]: OptionDefinition<OptionValues[P]> } = {
  serviceName: {
    type: nullable(NAME),
    default: null,
    defaultText: '`OTEL_SERVICE_NAME`, else the name in `package.json`, else `unknown_service:node`',
    meaning: 'Name under which telemetry of this process is kept.',
    fixed: true,
  },
  monitoringDir: {
    type: PATH,
    default: 'monitoring',
    environment: 'CRYO_MONITORING_DIR',
    meaning: 'Folder of history, spool and checkpoints; a relative one starts at the working directory.',
    fixed: true,
  },
  metricsRetentionDays: {
    type: numberBetween(0.01, 3650, 'a number of days'),
    default: 14,
    environment: 'CRYO_METRICS_RETENTION_DAYS',
    meaning: 'How long history is kept.',
  },
  'history.maxBytes': {
    type: wholeNumber(1_048_576, Number.MAX_SAFE_INTEGER, 'a whole number of bytes'),
    default: 536_870_912,
    meaning: 'Size of the history on disk; the oldest data goes first.',
  },
  'history.maxErrors': {
    type: wholeNumber(1, 100_000),
    default: 1000,
    meaning: 'Groups of errors kept; the one unseen for longest goes first.',
  },
  'history.maxAlerts': {
    type: wholeNumber(1, 100_000),
    default: 1000,
    meaning: 'Past alerts kept; the oldest goes first.',
  },
  'dashboard.enabled': {
    type: BOOLEAN,
    default: true,
    environment: 'CRYO_DASHBOARD_ENABLED',
    meaning: 'Whether the page is served.',
    rebinds: true,
  },
  'dashboard.host': {
    type: HOST,
    default: '127.0.0.1',
    environment: 'CRYO_DASHBOARD_HOST',
    meaning: 'Address to listen on; one that other machines reach needs a token.',
    rebinds: true,
  },
  'dashboard.port': {
    type: wholeNumber(0, 65_535),
    default: 5001,
    environment: 'CRYO_DASHBOARD_PORT',
    meaning: 'Port to listen on; 0 is any free one. `dashboardPort` is the same option.',
    rebinds: true,
  },
  'dashboard.token': {
    type: nullable(TOKEN),
    default: null,
    environment: 'CRYO_DASHBOARD_TOKEN',
    meaning: 'Secret that a caller has to present: long and random, such as 32 characters.',
    secret: true,
  },
  'dashboard.allowedHosts': {
    type: listOf('a list of host names, without port or wildcard', HOST),
    default: [],
    environment: 'CRYO_DASHBOARD_ALLOWED_HOSTS',
    meaning:
      'Host names beside those of the address under which the page may be opened; in the environment separated by commas.',
  },
  'dashboard.basePath': {
    type: BASE_PATH,
    default: '',
    meaning: 'Path prefix behind a proxy.',
  },
  'healthCheckIntervals.database': {
    type: SECONDS_BETWEEN_CHECKS,
    default: 30,
    meaning: 'Time between two checks of a database.',
  },
  'healthCheckIntervals.api': {
    type: SECONDS_BETWEEN_CHECKS,
    default: 60,
    meaning: 'Time between two checks of an endpoint.',
  },
  'healthCheckIntervals.system': {
    type: SECONDS_BETWEEN_CHECKS,
    default: 15,
    meaning: 'Time between two checks of CPU, memory, disk and event loop.',
  },
  'alertThresholds.databaseFailures': {
    type: FAILURES_IN_A_ROW,
    default: 5,
    meaning: 'Failed checks of a database in a row that raise an alert.',
  },
  'alertThresholds.apiErrors': {
    type: FAILURES_IN_A_ROW,
    default: 3,
    meaning: 'Failed checks of an endpoint in a row that raise an alert.',
  },
  'alertThresholds.memoryUsage': {
    type: PERCENT,
    default: 85,
    meaning: 'Memory in use that raises an alert.',
  },
  'alertThresholds.cpuUsage': {
    type: PERCENT,
    default: 85,
    meaning: 'CPU in use that raises an alert.',
  },
  'alertThresholds.diskUsage': {
    type: PERCENT,
    default: 90,
    meaning: 'Disk in use that raises an alert.',
  },
  rules: {
    type: listOf('a list of paths', PATH),
    default: [],
    environment: 'CRYO_RULES',
    meaning: 'Files or folders of your own Prometheus rules; in the environment separated by commas.',
  },
  repeatSeconds: {
    type: nullable(numberBetween(1, 31_536_000, 'a number of seconds')),
    default: null,
    meaning: 'Time after which a firing alert is notified again; `null` for never.',
  },
  'alertmanager.url': {
    type: nullable(HTTP_URL),
    default: null,
    environment: 'CRYO_ALERTMANAGER_URL',
    meaning: 'Alertmanager that sends notifications; `null`: alerts go to the handlers of this process.',
  },
  'alertmanager.externalLabels': {
    type: LABELS,
    default: {},
    meaning: 'Labels that Prometheus adds to its alerts (`external_labels`).',
  },
  'alertmanager.webhookToken': {
    type: nullable(TOKEN),
    default: null,
    meaning: 'Bearer token that the webhook of Alertmanager has to present.',
    secret: true,
  },
  redact: {
    type: REDACT,
    default: [],
    meaning: 'What to hide in recorded errors beside passwords, tokens and the like.',
  },
}

/** Dotted paths of all options. */
export const OPTION_PATHS: readonly OptionPath[] = Object.keys(OPTIONS) as OptionPath[]

/** First parts of the dotted paths: the options that are objects. */
export const OPTION_GROUPS: ReadonlySet<string> = new Set(
  OPTION_PATHS.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.'))),
)
