import { ConfigurationError } from '@cryo/conventions/configuration'

import type { Configuration } from '../configuration/configuration.ts'
import { resolveConfiguration } from '../configuration/resolve-configuration.ts'
import { UsageError } from './usage-error.ts'

/** Each option sets the variable that it goes before. */
const VARIABLES = {
  port: 'CRYO_DASHBOARD_PORT',
  host: 'CRYO_DASHBOARD_HOST',
  dir: 'CRYO_MONITORING_DIR',
} as const
export type ConfigurationOption = keyof typeof VARIABLES

/**
 * The configuration of the environment, and over it the options.
 *
 * @throws UsageError that names what is wrong.
 */
export function configure(values: Partial<Record<ConfigurationOption, string>>): Configuration {
  const given = (Object.keys(VARIABLES) as ConfigurationOption[]).filter(
    (option) => values[option] !== undefined,
  )
  const env = { ...process.env }
  for (const option of given) env[VARIABLES[option]] = values[option]
  try {
    return resolveConfiguration({ env })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    let { message } = error
    for (const option of given) message = message.replaceAll(`${VARIABLES[option]} is`, `--${option} is`)
    throw new UsageError(message)
  }
}
