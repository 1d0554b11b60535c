import { describe, expect, it } from 'vitest'

import type { Configuration } from '../../src/configuration/configuration.ts'
import {
  MONITORING_DISABLED,
  OPTION_PATHS,
  OPTIONS,
  type OptionPath,
} from '../../src/configuration/option-table.ts'
import { inspectConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { OPTION_SAMPLES } from './option-samples.ts'

interface Outcome {
  readonly value: unknown
  readonly messages: readonly string[]
}

/** Gives one option in code and maybe its variable, and looks at what becomes of it. */
function tryOption(path: OptionPath, given: unknown, env: Record<string, string> = {}): Outcome {
  const [group = '', key] = path.split('.')
  const options = key === undefined ? { [group]: given } : { [group]: { [key]: given } }
  const { configuration, problems } = inspectConfiguration({ options, env, cwd: '/srv', script: undefined })
  return { value: at(configuration, path), messages: problems.map(({ message }) => message) }
}

function at(configuration: Configuration, path: OptionPath): unknown {
  let value: unknown = configuration
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key]
  return value
}

/** Defaults that depend on where the process runs. */
const WORKED_OUT: Partial<Record<OptionPath, unknown>> = {
  serviceName: 'unknown_service:node',
  monitoringDir: '/srv/monitoring',
}
const defaultOf = (path: OptionPath): unknown => WORKED_OUT[path] ?? OPTIONS[path].default

const expectation = (path: OptionPath): string => `: expected ${OPTIONS[path].type.expected}`

describe.each(OPTION_PATHS)('%s in code', (path) => {
  it.each(OPTION_SAMPLES[path].right)('may be %o', (given, resolved) => {
    expect(tryOption(path, given)).toEqual({ value: resolved, messages: [] })
  })

  it.each(OPTION_SAMPLES[path].wrong.map((given) => [given]))('may not be %o', (given) => {
    const { value, messages } = tryOption(path, given)
    expect(value).toEqual(defaultOf(path))
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatch(new RegExp(`^${path} is .+: expected `))
    expect(messages[0]).toContain(expectation(path))
  })

  it('has its default where it is absent or undefined', () => {
    expect(tryOption(path, undefined)).toEqual({ value: defaultOf(path), messages: [] })
  })
})

const WITH_VARIABLE = OPTION_PATHS.flatMap((path) => {
  const { environment } = OPTIONS[path]
  return environment === undefined ? [] : [[environment, path] as const]
})

describe.each(WITH_VARIABLE)('%s', (name, path) => {
  const { right = [], wrong = [] } = OPTION_SAMPLES[path].text ?? {}
  const [code, resolvedCode] = OPTION_SAMPLES[path].right[0] ?? []

  it.each(right)('may be %o', (given, resolved) => {
    expect(tryOption(path, undefined, { [name]: ` ${given} ` })).toEqual({ value: resolved, messages: [] })
  })

  it.each(wrong)('may not be %o', (given) => {
    const { value, messages } = tryOption(path, undefined, { [name]: given })
    expect(value).toEqual(defaultOf(path))
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatch(new RegExp(`^${name} is .+: expected `))
    expect(messages[0]).toContain(expectation(path))
  })

  it('counts as unset when empty', () => {
    expect(tryOption(path, undefined, { [name]: ' ' })).toEqual({ value: defaultOf(path), messages: [] })
  })

  it.each([...right.map(([given]) => given), ...wrong])('gives way to code where it is %o', (given) => {
    expect(tryOption(path, code, { [name]: given })).toEqual({ value: resolvedCode, messages: [] })
  })
})

describe('samples', () => {
  it('are there for the variables of the contract, and only those', () => {
    const names = [MONITORING_DISABLED.environment, ...WITH_VARIABLE.map(([name]) => name)]
    expect(names).toEqual([
      'CRYO_MONITORING_DISABLED',
      'CRYO_MONITORING_DIR',
      'CRYO_METRICS_RETENTION_DAYS',
      'CRYO_DASHBOARD_ENABLED',
      'CRYO_DASHBOARD_HOST',
      'CRYO_DASHBOARD_PORT',
      'CRYO_DASHBOARD_TOKEN',
      'CRYO_DASHBOARD_ALLOWED_HOSTS',
      'CRYO_RULES',
      'CRYO_ALERTMANAGER_URL',
    ])
    const tested = OPTION_PATHS.filter((path) => OPTION_SAMPLES[path].text !== undefined)
    expect(tested).toEqual(WITH_VARIABLE.map(([, path]) => path))
  })
})

describe('secrets', () => {
  it.each(['dashboard.token', 'alertmanager.webhookToken'] as const)('%s is never shown', (path) => {
    expect(tryOption(path, 'hunter 2').messages).toEqual([
      `${path} is "***": expected printable ASCII characters without spaces`,
    ])
  })

  it('are not shown from the environment either', () => {
    expect(tryOption('dashboard.token', undefined, { CRYO_DASHBOARD_TOKEN: 'hunter 2' }).messages).toEqual([
      'CRYO_DASHBOARD_TOKEN is "***": expected printable ASCII characters without spaces',
    ])
  })

  it('are masked in URLs', () => {
    expect(tryOption('alertmanager.url', 'htp://me:hunter2@am?key=hunter2').messages).toEqual([
      'alertmanager.url is "htp://***@am?***": expected an http or https URL',
    ])
  })
})
