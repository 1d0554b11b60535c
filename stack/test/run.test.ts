import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it, vi } from 'vitest'

import { findBuilt, variableOf } from '../binary-cache.ts'
import { findFreePorts, requireFree, STANDARD_PORTS } from '../ports.ts'
import { readArguments } from '../stack-arguments.ts'
import { layOut } from '../stack-folder.ts'
import { openWebhookSecret } from '../webhook-secret.ts'

const RUN = join(import.meta.dirname, '..', 'run.ts')
const HUB = { webhookUrl: 'http://127.0.0.1', webhookToken: 'x' }
/** Where the system has no folder for anybody, as on Linux. */
const NOWHERE = '/proc/nowhere'
const isLinux = process.platform === 'linux'

/** Every file that is loaded with this one, and the packages that they import. */
function listImports(file: string, found = new Set<string>()): Set<string> {
  found.add(file)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import (?!type )|\}).*from '(.+)'$/gm,
  )) {
    if (!name.startsWith('.')) found.add(name)
    else if (!found.has(join(dirname(file), name))) listImports(join(dirname(file), name), found)
  }
  return found
}

describe('pnpm stack', () => {
  it.each([RUN, join(RUN, '..', 'build.ts')])('starts in a checkout that is not built: %s', (file) => {
    const imports = [...listImports(file)]
    expect(imports.length).toBeGreaterThan(4)
    expect(imports.filter((name) => name.startsWith('@'))).toEqual([])
  })

  it.each([
    [['--bogus'], {}, "Unknown option '--bogus': --help says what there is"],
    [['demo'], {}, "Unexpected argument 'demo': --help says what there is"],
    [['--dir'], {}, "Option '--dir <value>' argument missing: --help says what there is"],
    [
      [],
      { CRYO_DASHBOARD_PORT: '0' },
      'CRYO_DASHBOARD_PORT is "0": expected the port of the page, 1 to 65535',
    ],
  ])('says in one line what is wrong with %j', (args, env, line) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...args], {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${line}\n` })
  })

  it('takes an empty variable for one that is not set', () => {
    const env = { CRYO_DASHBOARD_PORT: '', CRYO_MONITORING_DIR: '', GRAFANA_HOME: '' }
    expect(readArguments([], env)).toEqual(readArguments([], {}))
  })

  it('names the variable of a program that is none', () => {
    using dir = createTempDir()
    for (const path of ['/nowhere', dir.path]) {
      vi.stubEnv(variableOf('otelcol-cryo'), path)
      expect(() => findBuilt('otelcol-cryo')).toThrow(
        `CRYO_STACK_OTELCOL_CRYO is "${path}": expected the path of a program that can be run`,
      )
    }
    vi.stubEnv(variableOf('otelcol-cryo'), process.execPath)
    expect(findBuilt('otelcol-cryo')).toBe(process.execPath)
    vi.unstubAllEnvs()
  })

  it.runIf(isLinux)('names the option of a folder that cannot be written to', () => {
    expect(() => layOut(NOWHERE, STANDARD_PORTS, HUB)).toThrow(/^\/proc\/nowhere.* name another with --dir$/)
    expect(() => openWebhookSecret(NOWHERE)).toThrow(
      /^\/proc\/nowhere .* name another with --monitoring-dir$/,
    )
  })

  it('has one secret for Alertmanager and the hub, and none that is empty', () => {
    using dir = createTempDir()
    const file = dir.file('monitoring', 'webhook.token')
    const secret = openWebhookSecret(dir.file('monitoring'))
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(openWebhookSecret(dir.file('monitoring'))).toBe(secret)
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${secret}\n`, 0o600])
    writeFileSync(file, '')
    const another = openWebhookSecret(dir.file('monitoring'))
    expect(another).toMatch(/^[\w-]{43}$/)
    expect(readFileSync(file, 'utf8')).toBe(`${another}\n`)
    rmSync(file)
    mkdirSync(file)
    expect(() => openWebhookSecret(dir.file('monitoring'))).toThrow(
      /webhook\.token has no secret for Alertmanager \(EISDIR.*\): remove it$/,
    )
  })

  it('evaluates no rule that is no more, and leaves what is not ours', () => {
    using dir = createTempDir()
    const { prometheus, alertmanager } = layOut(dir.path, STANDARD_PORTS, HUB)
    writeFileSync(join(prometheus, 'rules', 'app', 'gone.yml'), 'groups: []')
    writeFileSync(join(alertmanager, 'slack.url'), 'https://example.org')
    layOut(dir.path, STANDARD_PORTS, HUB)
    expect(() => readFileSync(join(prometheus, 'rules', 'app', 'gone.yml'))).toThrow('ENOENT')
    expect(readFileSync(join(alertmanager, 'slack.url'), 'utf8')).toBe('https://example.org')
  })

  it.runIf(isLinux)('names the owner of a port that is taken, and takes others when asked to', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(requireFree({ page: port }, 'go')).rejects.toThrow(
      new RegExp(`^port ${port} \\(page\\) is in use by .*node .* \\(pid ${process.pid}\\): end it, or go$`),
    )
    server.close()
    await once(server, 'close')
    await requireFree({ page: port }, 'go')
    const ports = Object.values(await findFreePorts())
    expect(new Set(ports).size).toBe(Object.keys(STANDARD_PORTS).length)
  })
})
