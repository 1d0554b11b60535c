import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { readRules } from '../rules/read-rules.ts'
import { STANDARD_PORTS } from '../ports.ts'
import { layOut } from '../stack-folder.ts'
import { builtPath, hasStack } from './require-stack.ts'

/** Of alerts that are not for the handlers of the application. */
const RECEIVERS: Readonly<Record<string, string>> = { Watchdog: 'heartbeat', InfoInhibitor: 'nobody' }
const ROOT = join(import.meta.dirname, '..', '..')
/** promtool computes days of rules for some: a quarter of a minute on a machine that has nothing else to do. */
const LIMIT_MS = 240_000

function run(name: Parameters<typeof builtPath>[0], args: readonly string[], cwd = ROOT): string {
  const { status, stdout, stderr } = spawnSync(builtPath(name), args, { cwd, encoding: 'utf8' })
  return status === 0 ? 'ok' : `${status}\n${stdout}${stderr}`
}

describe.runIf(hasStack)('the configuration', { timeout: LIMIT_MS }, () => {
  it.each(['gateway', 'agent'])('of the collector is valid as %s', (tier) => {
    const files = ['base', tier].map((name) => `--config=collector/${name}.yaml`)
    expect(run('otelcol-cryo', ['validate', ...files])).toBe('ok')
  })

  it('of Prometheus and its rules is valid', () => {
    using dir = createTempDir()
    const { prometheus } = layOut(dir.path, STANDARD_PORTS, {
      webhookUrl: 'http://127.0.0.1',
      webhookToken: 'x',
    })
    expect(
      run('promtool', ['check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml'], prometheus),
    ).toBe('ok')
    const rules = globSync('rules/*/*.yml', { cwd: prometheus })
    expect(run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...rules], prometheus)).toBe('ok')
  })

  it.each(globSync('prometheus/tests/*.test.yml', { cwd: ROOT }))(
    'has rules that do what %s says',
    (file) => {
      expect(run('promtool', ['test', 'rules', file])).toBe('ok')
    },
  )

  it('of Alertmanager is valid with Slack and e-mail turned on as well', () => {
    using dir = createTempDir()
    const file = dir.file('alertmanager.yml')
    const shipped = readFileSync(join(ROOT, 'alertmanager', 'alertmanager.yml'), 'utf8')
    const turnedOn = shipped.replaceAll(/^( *)#: /gm, '$1')
    expect(turnedOn).not.toBe(shipped)
    writeFileSync(file, turnedOn)
    expect(run('amtool', ['check-config', file])).toBe('ok')
  })

  it('of Alertmanager is valid, and brings every alert to its receiver', () => {
    expect(run('amtool', ['check-config', 'alertmanager/alertmanager.yml'])).toBe('ok')
    const alerts = readRules(ROOT).filter(({ kind }) => kind === 'alert')
    for (const { name, labels } of alerts) {
      const receiver = RECEIVERS[name] ?? 'hub'
      const route = [`--verify.receivers=${receiver}`, `alertname=${name}`, `severity=${labels['severity']}`]
      expect(
        run('amtool', ['config', 'routes', 'test', '--config.file=alertmanager/alertmanager.yml', ...route]),
        name,
      ).toBe('ok')
    }
  })
})
