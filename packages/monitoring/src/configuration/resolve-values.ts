import { wrongValue, type ConfigurationProblem } from '@cryo/conventions/configuration'
import type { Variables } from './environment.ts'
import {
  OPTION_PATHS,
  OPTIONS,
  type OptionDefinition,
  type OptionPath,
  type OptionValues,
} from './option-table.ts'
import type { GivenOption } from './read-options.ts'
import type { ValueType } from './value-type.ts'
import { isLoopback } from './option-types.ts'

/**
 * Checks every option: the one given in code, else the environment's, else the default.
 *
 * A wrong value is added to `problems`, and that of the source behind it holds. Never throws.
 */
export function resolveValues(
  given: ReadonlyMap<OptionPath, GivenOption>,
  variables: Variables,
  problems: ConfigurationProblem[],
): OptionValues {
  const values: Partial<Record<OptionPath, unknown>> = {}
  for (const path of OPTION_PATHS) {
    const definition = OPTIONS[path]
    const option = given.get(path)
    let value = option === undefined ? undefined : readCode(definition, option, problems)
    if (value === undefined) value = readText(definition, variables, problems)
    values[path] = value === undefined ? definition.default : value
  }
  const { 'dashboard.host': host, 'dashboard.token': token } = values as OptionValues
  if (token === null && !isLoopback(host)) {
    const name =
      given.get('dashboard.host')?.name ?? OPTIONS['dashboard.host'].environment ?? 'dashboard.host'
    const expected =
      'an address that only this machine reaches, such as 127.0.0.1, or a dashboard.token beside it'
    problems.push(wrongValue(name, host, expected))
    values['dashboard.host'] = OPTIONS['dashboard.host'].default
  }
  return values as OptionValues
}

function readCode(
  { type, secret }: OptionDefinition<unknown>,
  option: GivenOption,
  problems: ConfigurationProblem[],
): unknown {
  const value = check(type, option.value)
  if (value === undefined) problems.push(wrongValue(option.name, option.value, type.expected, secret))
  return value
}

function readText(
  { environment, type, secret }: OptionDefinition<unknown>,
  variables: Variables,
  problems: ConfigurationProblem[],
): unknown {
  if (environment === undefined) return undefined
  const text = variables.get(environment)
  if (text === undefined) return undefined
  const value = type.fromText(text)
  if (value === undefined) problems.push(wrongValue(environment, text, type.expected, secret))
  return value
}

/** The caller's value may be anything, also an object that throws when it is looked at. */
function check(type: ValueType<unknown>, value: unknown): unknown {
  try {
    return type.fromCode(value)
  } catch {
    return undefined
  }
}
