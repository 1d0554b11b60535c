import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { OWNERS, prepare } from '../compose/prepare.ts'
import { waitReady } from '../compose/wait-ready.ts'
import { builtPath, hasStack } from './require-stack.ts'

const ROOT = join(import.meta.dirname, '..', '..')

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

interface Mount {
  readonly type: string
  readonly source: string
  readonly target: string
  readonly read_only?: boolean
}

interface ComposeService {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly { readonly host_ip?: string; readonly published: string }[]
  readonly volumes?: readonly Mount[]
  readonly mem_limit?: string
}

interface ComposeProject {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** The project as Docker Compose understands it: by Docker where it is there, else by the loader that it has inside. */
function readProject(): ComposeProject {
  const docker = spawnSync('docker', ['compose', 'config', '--format=json'], { cwd: ROOT, encoding: 'utf8' })
  const { status, stdout, stderr } =
    docker.status === 0
      ? docker
      : spawnSync(builtPath('compose'), ['--format=json', 'docker-compose.yml'], {
          cwd: ROOT,
          encoding: 'utf8',
        })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as ComposeProject
}

describe.runIf(hasStack)('docker-compose.yml', () => {
  const { services, volumes } = hasStack ? readProject() : { services: {}, volumes: {} }
  const all = Object.entries(services)
  const mounts = all.flatMap(([, { volumes: mounted = [] }]) => mounted)

  it('has all parts', () => {
    expect(all.map(([name]) => name).toSorted()).toEqual([
      'alertmanager',
      'collector',
      'demo',
      'grafana',
      'postgres',
      'prepare',
      'prometheus',
      'ready',
      'tempo',
    ])
  })

  it('mounts only what is there, and nothing of ours to be written to', () => {
    const bound = mounts.filter(({ type }) => type === 'bind')
    expect(bound.length).toBeGreaterThan(5)
    for (const { source, read_only: isReadOnly } of bound) {
      expect(existsSync(source), source).toBe(true)
      expect(isReadOnly, source).toBe(true)
    }
  })

  it('keeps every volume, gives it to its user, and leaves none that nobody mounts', () => {
    const named = new Set(mounts.filter(({ type }) => type === 'volume').map(({ source }) => source))
    expect([...named].toSorted()).toEqual(Object.keys(volumes).toSorted())
    // PostgreSQL's image sees to its own.
    expect(Object.keys(OWNERS).toSorted()).toEqual(
      [...named].filter((name) => name !== 'postgres-data').toSorted(),
    )
    const prepared = services['prepare']?.volumes?.filter(({ type }) => type === 'volume') ?? []
    expect(prepared.map(({ source, target }) => [source, target])).toEqual(
      prepared.map(({ source }) => [source, `/volumes/${source}`]),
    )
    expect(prepared.map(({ source }) => source).toSorted()).toEqual(Object.keys(OWNERS).toSorted())
  })

  it('publishes on loopback only, each port once', () => {
    const ports = all.flatMap(([, { ports: published = [] }]) => published)
    expect(ports.length).toBeGreaterThan(5)
    for (const { host_ip: address } of ports) expect(address).toBe('127.0.0.1')
    expect(new Set(ports.map(({ published }) => published)).size).toBe(ports.length)
  })

  it('pins every image, and builds the demo from a file that is there', () => {
    const images = all.flatMap(([, { image }]) => image ?? [])
    expect(images).toHaveLength(all.length - 1)
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:v?\d+[\d.]*(-slim)?$/)
    const { context = '', dockerfile = '' } = services['demo']?.build ?? {}
    expect(existsSync(join(context, dockerfile))).toBe(true)
  })

  it('has the versions of the programs that are built here', () => {
    const builder = readFileSync(join(ROOT, 'collector', 'builder.yaml'), 'utf8')
    expect(services['collector']?.image).toBe(
      `otel/opentelemetry-collector-contrib:${/^ {2}version: (.+)$/m.exec(builder)?.[1]}`,
    )
    const alertmanager = readFileSync(join(ROOT, 'stack', 'modules', 'alertmanager', 'go.mod'), 'utf8')
    expect(services['alertmanager']?.image).toBe(
      `prom/alertmanager:${/require github.com\/prometheus\/alertmanager (v[\d.]+)/.exec(alertmanager)?.[1]}`,
    )
    const prometheus = readFileSync(join(ROOT, 'stack', 'modules', 'prometheus', 'go.mod'), 'utf8')
    // Prometheus 3.13 is v0.313 as a module.
    const [, minor] = /prometheus\/prometheus v0\.3(\d\d)\./.exec(prometheus) ?? []
    expect(services['prometheus']?.image).toMatch(new RegExp(`^prom/prometheus:v3\\.${minor}\\.\\d+$`))
  })

  it('starts Prometheus as `pnpm stack` does', () => {
    const started = readFileSync(join(ROOT, 'stack', 'start-stack.ts'), 'utf8')
    const flags = services['prometheus']?.command?.filter((flag) => /retention|otlp|feature/.test(flag)) ?? []
    expect(flags).toHaveLength(3)
    for (const flag of flags) expect(started).toContain(`'${flag}'`)
  })

  it('has no secret in it, and bounds the memory of all that stay', () => {
    const variables = all.flatMap(([, { environment = {} }]) => Object.keys(environment))
    const secret = variables.filter((variable) => /password|secret|token/i.test(variable))
    expect(secret.length).toBeGreaterThan(1)
    for (const variable of secret) expect(variable).toMatch(/_FILE$/)
    const unbounded = all.filter(([, { mem_limit: limit }]) => limit === undefined).map(([name]) => name)
    expect(unbounded.toSorted()).toEqual(['prepare', 'ready'])
  })

  it('is read by Prometheus and Alertmanager', () => {
    cpSync(join(ROOT, 'prometheus'), dir.file('prometheus'), { recursive: true })
    cpSync(join(ROOT, 'stack', 'compose', 'targets'), dir.file('prometheus/targets'), { recursive: true })
    const config = ['check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml']
    expect(spawnSync(builtPath('promtool'), config, { cwd: dir.file('prometheus') }).status).toBe(0)
    prepareIn(dir)
    const checked = spawnSync(builtPath('amtool'), ['check-config', 'alertmanager.yml'], {
      cwd: dir.file('volumes/alertmanager-config'),
    })
    expect(checked.status).toBe(0)
  })
})

/** Prepares volumes below a folder; gives back whose what is. */
function prepareIn({ file }: TempDir): Map<string, number> {
  const owners = new Map<string, number>()
  prepare(
    { root: file('volumes'), chown: (path, user) => owners.set(path, user) },
    join(ROOT, 'alertmanager', 'alertmanager.yml'),
  )
  return owners
}

describe('the volumes', () => {
  const read = (path: string): string => readFileSync(dir.file(`volumes/${path}`), 'utf8')

  it('have secrets that only their user can read, and that stay', () => {
    const owners = prepareIn(dir)
    const files = globSync('*/*', { cwd: dir.file('volumes') })
    expect(files.toSorted()).toEqual([
      'alertmanager-config/alertmanager.yml',
      'alertmanager-config/webhook.token',
      'alertmanager-config/webhook.url',
      'demo-monitoring/webhook.token',
      'demo-secrets/page.token',
      'demo-secrets/postgres.password',
      'grafana-secrets/admin.password',
      'postgres-secrets/password',
    ])
    for (const path of files) {
      expect(statSync(dir.file(`volumes/${path}`)).mode & 0o777, path).toBe(0o400)
      expect(owners.get(dir.file(`volumes/${path}`)), path).toBe(OWNERS[path.split('/')[0] ?? ''])
    }
    const before = files.map(read)
    prepareIn(dir)
    expect(files.map(read)).toEqual(before)
  })

  it('share a secret with those alone who need it', () => {
    prepareIn(dir)
    expect(read('demo-secrets/postgres.password')).toBe(read('postgres-secrets/password'))
    expect(read('alertmanager-config/webhook.token')).toBe(read('demo-monitoring/webhook.token'))
    const secrets = ['demo-secrets/page.token', 'grafana-secrets/admin.password', 'postgres-secrets/password']
    expect(new Set([...secrets, 'demo-monitoring/webhook.token'].map(read)).size).toBe(4)
    // It is part of a URL.
    for (const path of secrets) expect(read(path)).toMatch(/^[\w-]{32}$/)
  })
})

describe('waiting for the parts', () => {
  it('ends once all are ready, and names those that are not', async () => {
    let isReady = false
    const server = createServer((_request, response) => response.writeHead(isReady ? 200 : 503).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const part = { name: 'tempo', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ready` }
    try {
      await expect(waitReady([part], 0)).rejects.toThrow(`not ready after 0 s: tempo (${part.url})`)
      const waiting = waitReady([part], 60_000)
      isReady = true
      await waiting
    } finally {
      server.close()
    }
  })
})
