import type { OptionValues } from './option-table.ts'
import type { OtelSettings } from './otel/otel-settings.ts'

/** Everything that is configured, checked and complete; plain data that a worker can be given. */
export interface Configuration {
  /** `CRYO_MONITORING_DISABLED` or `OTEL_SDK_DISABLED`: nothing starts. */
  readonly disabled: boolean
  /** `service.name`. */
  readonly serviceName: string
  /** `service.version`; `null` where no `package.json` says it. */
  readonly serviceVersion: string | null
  /** `service.instance.id`: the same for every call in this process. */
  readonly instanceId: string
  /** Absolute path. */
  readonly monitoringDir: string
  readonly metricsRetentionDays: number
  readonly history: Group<'history'>
  readonly dashboard: Group<'dashboard'>
  /** In seconds. */
  readonly healthCheckIntervals: Group<'healthCheckIntervals'>
  /** In failures in a row and in percent. */
  readonly alertThresholds: Group<'alertThresholds'>
  /** Absolute paths of files or folders. */
  readonly rules: readonly string[]
  /** `null`: no reminders. */
  readonly repeatSeconds: number | null
  readonly alertmanager: Group<'alertmanager'>
  /** Names of keys and patterns, as `configureRedaction` takes them. */
  readonly redact: readonly (string | RegExp)[]
  readonly otel: OtelSettings
  /** Lines to print once, those of `otel` included: wrong `OTEL_*` values, variables without effect. */
  readonly notices: readonly string[]
}

/** The options under one dotted prefix, as an object. */
type Group<G extends string> = {
  readonly [P in keyof OptionValues as P extends `${G}.${infer Key}` ? Key : never]: OptionValues[P]
}
