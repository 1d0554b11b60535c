import { describe, expect, it } from 'vitest'

import { ConfigurationError } from '@cryo/conventions/configuration'
import type { MonitoringOptions } from '../../src/configuration/options.ts'
import { mergeOptions } from '../../src/configuration/read-options.ts'
import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'

const SOURCE: string = 'data:text/javascript,export const dashboardPort = 5002'

const resolveWith = (options: unknown): unknown =>
  resolveConfiguration({ options: options as MonitoringOptions, env: {} })

describe('unknown options', () => {
  it.each([
    [{ dashboard: { prot: 1 } }, 'unknown option dashboard.prot: did you mean dashboard.port?'],
    [{ port: 1 }, 'unknown option port: did you mean dashboard.port?'],
    [{ dashboardprt: 1 }, 'unknown option dashboardprt: did you mean dashboardPort?'],
    [{ dashbord: {} }, 'unknown option dashbord: did you mean dashboard?'],
    [{ service_name: 'x' }, 'unknown option service_name: did you mean serviceName?'],
    [
      { metrics_retention_days: 1 },
      'unknown option metrics_retention_days: did you mean metricsRetentionDays?',
    ],
    [{ alert_thresholds: {} }, 'unknown option alert_thresholds: did you mean alertThresholds?'],
    [
      { alertThresholds: { memory: 1 } },
      'unknown option alertThresholds.memory: did you mean alertThresholds.memoryUsage?',
    ],
    [{ cpuUsage: 1 }, 'unknown option cpuUsage: did you mean alertThresholds.cpuUsage?'],
    [
      { alertThresholds: { mem: 1 } },
      'unknown option alertThresholds.mem: did you mean alertThresholds.memoryUsage?',
    ],
    // Nothing that they resemble.
    [{ foo: 1 }, /^unknown option foo$/],
    [JSON.parse('{"__proto__": {}}'), /^unknown option __proto__/],
    [{ 'a\nb': 1 }, /^unknown option "a\\nb"$/],
    [{ ['x'.repeat(1e6)]: 1 }, /^unknown option "x{80}\.\.\."$/],
    [{ '': 1 }, /^unknown option ""$/],
  ])('%#: %s', (options, message) => {
    expect(() => resolveWith(options)).toThrow(ConfigurationError)
    expect(() => resolveWith(options)).toThrow(message)
  })

  it('do not show their values, which may be secrets', () => {
    expect(() => resolveWith({ dashboard_tokn: 'hunter2' })).toThrow(/^(?!.*hunter2)unknown option/)
  })

  it('are told apart from a million others in bounded time and words', () => {
    const options = Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`key${index}`, 1]))
    expect(() => resolveWith(options)).toThrow(/; and 5 more$/)
  })
})

describe('what is no object of options', () => {
  it.each([
    [null, 'options is null'],
    [7, 'options is 7'],
    ['x', 'options is "x"'],
    [[], 'options is an array'],
    [new Map(), 'options is an object'],
    [Promise.resolve({}), 'options is an object'],
    [() => {}, 'options is a function'],
    [{ dashboard: true }, 'dashboard is true'],
    [{ history: [] }, 'history is an array'],
    [{ alertmanager: 'http://user:hunter2@am:9093' }, 'alertmanager is "http://***@am:9093"'],
    [{ dashboard: null }, 'dashboard is null'],
  ])('%#: %s', (options, message) => {
    expect(() => resolveWith(options)).toThrow(`${message}: expected an object of options`)
  })

  it.each([
    [undefined],
    [{}],
    [{ dashboard: undefined, rules: undefined }],
    [Object.create(null)],
    [Object.create({ inherited: 1 })],
  ])('%# is one', (options) => {
    expect(resolveWith(options)).toEqual(resolveWith({}))
  })

  it('takes a module for one', async () => {
    const module: unknown = await import(SOURCE)
    expect(resolveWith(module)).toMatchObject({ dashboard: { port: 5002 } })
  })
})

describe('dashboardPort', () => {
  it('is dashboard.port', () => {
    expect(resolveWith({ dashboardPort: 5002 })).toMatchObject({ dashboard: { port: 5002 } })
    expect(resolveWith({ dashboardPort: 5002, dashboard: { port: 5002 } })).toMatchObject({
      dashboard: { port: 5002 },
    })
  })

  it('does not contradict it', () => {
    expect(() => resolveWith({ dashboard: { port: 5002 }, dashboardPort: 5003 })).toThrow(
      'dashboardPort is 5003: expected 5002, as dashboard.port is',
    )
  })

  it('goes by its own name in errors', () => {
    expect(() => resolveWith({ dashboardPort: 'x' })).toThrow('dashboardPort is "x": expected')
  })
})

describe('mergeOptions', () => {
  it('lays the later over the earlier, option by option', () => {
    const merged = mergeOptions(
      { serviceName: 'a', dashboard: { port: 1, token: 'x' }, rules: ['a'] },
      { dashboard: { token: null }, dashboardPort: 2, rules: ['b'], history: { maxErrors: 5 } },
    )
    expect(merged).toEqual({
      serviceName: 'a',
      dashboard: { port: 2, token: null },
      rules: ['b'],
      history: { maxErrors: 5 },
    })
  })

  it('keeps what the later leaves undefined', () => {
    expect(mergeOptions({ dashboardPort: 1 }, { dashboardPort: undefined })).toEqual({
      dashboard: { port: 1 },
    })
  })

  it('takes a snapshot', () => {
    const later = { dashboard: { port: 1 } }
    const merged = mergeOptions({}, later)
    later.dashboard.port = 2
    expect(merged.dashboard?.port).toBe(1)
  })

  it('refuses unknown options in either', () => {
    const wrong = { prot: 1 } as MonitoringOptions
    expect(() => mergeOptions(wrong, {})).toThrow(ConfigurationError)
    expect(() => mergeOptions({}, wrong)).toThrow('unknown option prot: did you mean dashboard.port?')
  })
})
