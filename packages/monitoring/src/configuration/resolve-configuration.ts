import { parse, resolve } from 'node:path'

import type { Configuration } from './configuration.ts'
import {
  ConfigurationError,
  findNearestName,
  type ConfigurationProblem,
  wrongValue,
} from '@cryo/conventions/configuration'
import { readEnvironment, type Variables } from './environment.ts'
import { nestValues } from './nest-values.ts'
import { MONITORING_DISABLED, OPTION_PATHS, OPTIONS } from './option-table.ts'
import type { MonitoringOptions } from './options.ts'
import { resolveOtelSettings } from './otel/resolve-otel-settings.ts'
import { readOptions } from './read-options.ts'
import { RESOURCE_SERVICE_INSTANCE_ID, RESOURCE_SERVICE_VERSION } from './resource-keys.ts'
import { resolveValues } from './resolve-values.ts'
import { findApplication, instanceId } from './service-identity.ts'

/** Edits that a variable's name may be away from ours to count as a slip. */
const MAX_SLIPS = 2

/** Where a configuration comes from; what is absent is taken from this process. */
export interface ConfigurationSources {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What the caller gave to `startMonitoring` or `configure`. */
  readonly options?: MonitoringOptions | undefined
  /** Folder at which relative paths start. Default: the working directory. */
  readonly cwd?: string
  /** Main script, whose `package.json` names the service; `undefined` for none. Default: `process.argv[1]`. */
  readonly script?: string | undefined
}

/** A configuration and what is wrong with its sources. */
export interface InspectedConfiguration {
  /** Complete in any case: for a wrong value that of the source behind it holds. */
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
}

/**
 * Works out the configuration: defaults, over them the environment, over it the options given in code.
 *
 * Wrong `OTEL_*` values are no errors but `notices`, as OpenTelemetry asks.
 *
 * @throws ConfigurationError that names every wrong or unknown option, its value and what is expected; never while
 * monitoring is switched off, so that the switch gets an application past a wrong configuration.
 * @example
 * ```ts
 * const configuration = resolveConfiguration({ options: { dashboardPort: 0 } })
 * ```
 */
export function resolveConfiguration(sources: ConfigurationSources = {}): Configuration {
  const { configuration, problems } = inspectConfiguration(sources)
  if (problems.length > 0 && !configuration.disabled) throw new ConfigurationError(problems)
  return configuration
}

/**
 * The same without throwing: for `register`, which must not end an application over a slip in its environment.
 *
 * The problems are told by whoever starts the hub, unless `startMonitoring` has thrown them by then.
 */
export function inspectConfiguration(sources: ConfigurationSources = {}): InspectedConfiguration {
  const problems: ConfigurationProblem[] = []
  const variables = readEnvironment(sources.env ?? process.env)
  const cwd = sources.cwd ?? workingDirectory()
  const otel = resolveOtelSettings(variables, cwd)
  const values = resolveValues(readOptions(sources.options, problems), variables, problems)
  const application = findApplication('script' in sources ? sources.script : process.argv[1], cwd)
  const configuration: Configuration = {
    ...nestValues(values),
    disabled: otel.disabled || isDisabled(variables, problems),
    serviceName: values.serviceName ?? otel.serviceName ?? application?.name ?? 'unknown_service:node',
    serviceVersion: otel.resourceAttributes[RESOURCE_SERVICE_VERSION] ?? application?.version ?? null,
    instanceId: otel.resourceAttributes[RESOURCE_SERVICE_INSTANCE_ID] || instanceId(),
    monitoringDir: resolve(cwd, values.monitoringDir),
    rules: values.rules.map((path) => resolve(cwd, path)),
    otel,
    notices: [...noticeSlips(variables), ...otel.notices],
  }
  return { configuration, problems }
}

function isDisabled(variables: Variables, problems: ConfigurationProblem[]): boolean {
  const { environment = '', type } = MONITORING_DISABLED
  const text = variables.get(environment)
  if (text === undefined) return MONITORING_DISABLED.default
  const value = type.fromText(text)
  if (value === undefined) problems.push(wrongValue(environment, text, type.expected))
  return value ?? MONITORING_DISABLED.default
}

/** Names variables that resemble one of ours; others that start with `CRYO_` may belong to the application. */
function noticeSlips(variables: Variables): string[] {
  const known = [MONITORING_DISABLED, ...OPTION_PATHS.map((path) => OPTIONS[path])].flatMap(
    ({ environment }) => environment ?? [],
  )
  return [...variables.keys()].flatMap((name) => {
    if (!name.startsWith('CRYO_') || known.includes(name)) return []
    const nearest = findNearestName(name, known)
    return nearest.distance <= MAX_SLIPS ? `unknown variable ${name}: did you mean ${nearest.name}?` : []
  })
}

/** The folder may have been deleted under the process; then `process.cwd` throws. */
function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return parse(process.execPath).root
  }
}
