import { describe, expect, it } from 'vitest'

import type { Configuration } from '../../src/configuration/configuration.ts'
import { ConfigurationError } from '@cryo/conventions/configuration'
import { diffConfiguration } from '../../src/configuration/diff-configuration.ts'
import { OPTION_PATHS, OPTIONS, type OptionPath } from '../../src/configuration/option-table.ts'
import type { MonitoringOptions } from '../../src/configuration/options.ts'
import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { OPTION_SAMPLES } from './option-samples.ts'

const resolveWith = (options: MonitoringOptions, env: Record<string, string> = {}): Configuration =>
  resolveConfiguration({ options, env, cwd: '/srv', script: undefined })

const DEFAULTS = resolveWith({})

/** A right value of the option that is not its default. */
function otherValue(path: OptionPath): MonitoringOptions {
  const other = OPTION_SAMPLES[path].right.find(([, value]) => value !== OPTIONS[path].default)?.[0]
  const [group = '', key] = path.split('.')
  return key === undefined ? { [group]: other } : { [group]: { [key]: other } }
}

describe('diffConfiguration', () => {
  it('finds nothing in the same configuration', () => {
    const options = { redact: [/a/, 'b'], alertmanager: { externalLabels: { a: 'b' } }, rules: ['a'] }
    expect(diffConfiguration(resolveWith(options), resolveWith(options))).toEqual({
      changed: [],
      rebinds: false,
      forbidden: [],
    })
  })

  it.each(OPTION_PATHS)('finds that %s changed', (path) => {
    const { changed, rebinds, forbidden } = diffConfiguration(DEFAULTS, resolveWith(otherValue(path)))
    expect(changed).toEqual([path])
    expect(rebinds).toBe(['dashboard.enabled', 'dashboard.host', 'dashboard.port'].includes(path))
    expect(forbidden).toHaveLength(['serviceName', 'monitoringDir'].includes(path) ? 1 : 0)
  })

  it('says what must not change', () => {
    const { forbidden } = diffConfiguration(DEFAULTS, resolveWith({ serviceName: 'b', monitoringDir: 'x' }))
    expect(new ConfigurationError(forbidden).message).toBe(
      'serviceName is "b": expected "unknown_service:node", which cannot change after the start; ' +
        'monitoringDir is "/srv/x": expected "/srv/monitoring", which cannot change after the start',
    )
  })

  it('does not let OTEL_* variables change, nor the switch', () => {
    const after = resolveWith({}, { CRYO_MONITORING_DISABLED: 'true', OTEL_LOG_LEVEL: 'debug' })
    expect(diffConfiguration(DEFAULTS, after).forbidden.map(({ message }) => message)).toEqual([
      'CRYO_MONITORING_DISABLED is true: expected false, which cannot change after the start',
      'OTEL_* changed: expected the values that they had at the start',
    ])
  })

  it('never shows a token', () => {
    const before = resolveWith({ dashboard: { token: 'hunter2' } })
    const change = diffConfiguration(before, resolveWith({ dashboard: { token: 'hunter3' } }))
    expect(change.changed).toEqual(['dashboard.token'])
    expect(JSON.stringify(change)).not.toContain('hunter')
  })
})
