import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { Configuration } from '../../src/configuration/configuration.ts'
import { ConfigurationError } from '@cryo/conventions/configuration'
import { CryoError } from '@cryo/conventions'
import type { MonitoringOptions } from '../../src/configuration/options.ts'
import { inspectConfiguration, resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'

type Env = Readonly<Record<string, string>>

const resolveWith = (options: unknown, env: Env = {}): Configuration =>
  resolveConfiguration({ options: options as MonitoringOptions, env, cwd: '/srv', script: undefined })

function messageOf(options: unknown, env: Env = {}): string {
  try {
    resolveWith(options, env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('an address that others reach', () => {
  const message =
    'expected an address that only this machine reaches, such as 127.0.0.1, or a dashboard.token beside it'

  it.each(['0.0.0.0', '::', '192.168.1.7', 'monitor.example.com', '127.0.0.1.evil.example'])(
    '%s needs a token',
    (host) => {
      expect(messageOf({ dashboard: { host } })).toBe(`dashboard.host is "${host}": ${message}`)
      expect(messageOf({}, { CRYO_DASHBOARD_HOST: host })).toBe(
        `CRYO_DASHBOARD_HOST is "${host}": ${message}`,
      )
      expect(resolveWith({ dashboard: { host, token: 't' } }).dashboard.host).toBe(host)
      expect(resolveWith({}, { CRYO_DASHBOARD_HOST: host, CRYO_DASHBOARD_TOKEN: 't' }).dashboard.host).toBe(
        host,
      )
    },
  )

  it('stays on loopback where nothing may be thrown', () => {
    const { configuration, problems } = inspectConfiguration({ env: { CRYO_DASHBOARD_HOST: '0.0.0.0' } })
    expect(configuration.dashboard.host).toBe('127.0.0.1')
    expect(problems).toHaveLength(1)
  })

  it('is refused when code takes the token of the environment away', () => {
    const env = { CRYO_DASHBOARD_HOST: '0.0.0.0', CRYO_DASHBOARD_TOKEN: 't' }
    expect(messageOf({ dashboard: { token: null } }, env)).toContain('CRYO_DASHBOARD_HOST is "0.0.0.0"')
  })
})

describe('problems', () => {
  it('are one error with a code', () => {
    const given = {
      options: { dashboardPort: 70_000, repeatSeconds: 0 },
      env: { CRYO_DASHBOARD_TOKEN: 'a b' },
    }
    const thrown = (() => {
      try {
        return resolveConfiguration(given)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(ConfigurationError)
    expect(thrown).toBeInstanceOf(CryoError)
    expect(thrown).toMatchObject({
      name: 'ConfigurationError',
      code: 'CRYO_CONFIGURATION',
      message:
        'dashboardPort is 70000: expected a whole number from 0 to 65535; ' +
        'CRYO_DASHBOARD_TOKEN is "***": expected printable ASCII characters without spaces; ' +
        'repeatSeconds is 0: expected a number of seconds from 1 to 31536000',
      problems: [
        { option: 'dashboardPort', value: '70000', expected: 'a whole number from 0 to 65535' },
        { option: 'CRYO_DASHBOARD_TOKEN', value: '"***"' },
        { option: 'repeatSeconds', value: '0' },
      ],
    })
  })

  it('are collected without throwing, and what is behind a wrong value holds', () => {
    const { configuration, problems } = inspectConfiguration({
      options: { dashboardPort: -1, metricsRetentionDays: 7 },
      env: { CRYO_DASHBOARD_PORT: '5002', CRYO_METRICS_RETENTION_DAYS: '0' },
    })
    expect(configuration.dashboard.port).toBe(5002)
    expect(configuration.metricsRetentionDays).toBe(7)
    expect(problems.map(({ option }) => option)).toEqual(['dashboardPort'])
  })

  it('are none for wrong OTEL_* values: those are notices', () => {
    const { otel, notices } = resolveWith({}, { OTEL_BSP_SCHEDULE_DELAY: 'soon' })
    expect(otel.spanBatch.delayMs).toBe(1000)
    expect(notices).toEqual([
      'OTEL_BSP_SCHEDULE_DELAY is "soon": expected a whole number of milliseconds from 1 to 2147483647; it is ignored',
    ])
  })
})

describe('switching off', () => {
  it.each([
    [{ CRYO_MONITORING_DISABLED: 'true' }, true],
    [{ CRYO_MONITORING_DISABLED: '1' }, true],
    [{ CRYO_MONITORING_DISABLED: 'false' }, false],
    [{ OTEL_SDK_DISABLED: 'true' }, true],
    [{ OTEL_SDK_DISABLED: 'true', CRYO_MONITORING_DISABLED: 'false' }, true],
    [{}, false],
  ])('%o: %s', (env: Env, disabled) => {
    expect(resolveWith({}, env).disabled).toBe(disabled)
  })

  it.each(['CRYO_MONITORING_DISABLED', 'OTEL_SDK_DISABLED'])('%s gets past a wrong configuration', (name) => {
    const options = { prot: 1, dashboardPort: -1 }
    expect(resolveWith(options, { [name]: 'true', CRYO_DASHBOARD_HOST: '*' }).disabled).toBe(true)
  })

  it('refuses another word', () => {
    expect(messageOf({}, { CRYO_MONITORING_DISABLED: 'maybe' })).toBe(
      'CRYO_MONITORING_DISABLED is "maybe": expected true or false',
    )
  })
})

describe('variables that resemble ours', () => {
  it('are named', () => {
    expect(resolveWith({}, { CRYO_DASHBORD_PROT: '1', CRYO_MONITORING_DISABELD: '1' }).notices).toEqual([
      'unknown variable CRYO_DASHBORD_PROT: did you mean CRYO_DASHBOARD_PORT?',
      'unknown variable CRYO_MONITORING_DISABELD: did you mean CRYO_MONITORING_DISABLED?',
    ])
  })

  it('are not those themselves', () => {
    expect(
      resolveWith({}, { CRYO_RULES: 'a', CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DISABLED: '0' }).notices,
    ).toEqual([])
  })

  it('are left alone when they do not', () => {
    expect(resolveWith({}, { CRYO_FREEZER_ID: '7' }).notices).toEqual([])
  })
})

describe('a configuration', () => {
  it('survives the way into a worker', () => {
    const configuration = resolveWith(
      { redact: [/a/gi, 'b'], alertmanager: { externalLabels: { cluster: 'eu' } } },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' },
    )
    expect(structuredClone(configuration)).toEqual(configuration)
  })

  it('does not follow later changes of what was given', () => {
    const options = { rules: ['a'], alertmanager: { externalLabels: { cluster: 'eu' } }, redact: [/a/g] }
    const configuration = resolveWith(options)
    options.rules.push('b')
    options.alertmanager.externalLabels.cluster = 'us'
    for (const pattern of options.redact) pattern.lastIndex = 5
    expect(configuration.rules).toEqual(['/srv/a'])
    expect(configuration.alertmanager.externalLabels).toEqual({ cluster: 'eu' })
    expect(configuration.redact).toEqual([/a/g])
    expect((configuration.redact[0] as RegExp).lastIndex).toBe(0)
  })

  it('comes from this process where nothing is said', () => {
    expect(resolveConfiguration().monitoringDir).toBe(`${process.cwd()}/monitoring`)
  })

  it('is complete in a folder that was deleted', () => {
    const module = new URL('../../src/configuration/resolve-configuration.ts', import.meta.url)
    const folder = mkdtempSync(join(tmpdir(), 'cryo-'))
    writeFileSync(
      join(folder, 'main.mjs'),
      `const { resolveConfiguration } = await import(${JSON.stringify(module.href)})
      console.log(resolveConfiguration({ env: {} }).monitoringDir)`,
    )
    mkdirSync(join(folder, 'gone'))
    const script = 'cd "$1/gone" && rmdir "$1/gone" && exec "$0" "$1/main.mjs"'
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, folder], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect(stderr).toBe('')
    expect(stdout.trim()).toBe('/monitoring')
  })
})
