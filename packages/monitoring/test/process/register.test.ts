import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createTempDir, findFreePort, runProcess, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, ProcessResult, TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startPostgres } from '@cryo/testing/postgres'
import type { TestPostgres } from '@cryo/testing/postgres'
import { createPackedProject, installPackages } from './packed-project.ts'

const INSTALL_LIMIT_MS = 300_000
const EXEC = join(import.meta.dirname, 'fixtures', 'exec.mjs')
const TSC = join(import.meta.dirname, '../../../../node_modules/typescript/bin/tsc')
const REGISTER = '@cryo/monitoring/register'

let project: TempDir
let node26Dir: TempDir
let postgres: TestPostgres

beforeAll(async () => {
  node26Dir = createTempDir('cryo-node26-')
  const platform = `node-${process.platform}-${process.arch}`
  ;[project, postgres] = await Promise.all([
    createPackedProject(
      ['monitoring'],
      ['@opentelemetry/api@^1.10.0', '@types/node@24', 'express@5', 'pg@8'],
    ),
    startPostgres(),
    // The package `node` itself runs a script to fetch this one.
    installPackages(node26Dir, [`${platform}@26`]),
  ])
  for (const kind of ['mjs', 'cjs']) {
    const first = kind === 'mjs' ? `import '${REGISTER}'` : `require('${REGISTER}')`
    const text = readFileSync(project.file(`app.${kind}`), 'utf8')
    writeFileSync(project.file(`first.${kind}`), `${first}\n${text}`)
  }
}, INSTALL_LIMIT_MS)

afterAll(async () => {
  await postgres.remove()
  project[Symbol.dispose]()
  node26Dir[Symbol.dispose]()
})

const nodeBinary = (version: 24 | 26): string =>
  version === 24
    ? process.execPath
    : node26Dir.file('node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')

/** Runs a file of the project, in a monitoring folder of its own. */
async function runPacked(
  version: 24 | 26,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  using dir = createTempDir()
  await using program = runProcess({
    entry: EXEC,
    args: [nodeBinary(version), ...args],
    env: {
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      CRYO_DASHBOARD_PORT: String(await findFreePort()),
      OTEL_SERVICE_NAME: 'packed',
      ...env,
    },
    cwd: project.path,
  })
  return await program.exited
}

/** The one tarball of ours in the project. */
function tarballOf({ file }: TempDir): string {
  const [name = ''] = readdirSync(file('tarballs'))
  return file('tarballs', name)
}

const metricNames = ({ metrics }: OtlpSink): Set<string> => new Set(metrics.map(({ name }) => name))

describe.each([24, 26] as const)('register, packed and installed, on Node %i', (version) => {
  it.each([
    ['an ES module that imports it first', ['first.mjs']],
    ['an ES module, with --import', ['--import', REGISTER, 'app.mjs']],
    ['an ES module, with --require', ['--require', REGISTER, 'app.mjs']],
    ['a CommonJS module that requires it first', ['first.cjs']],
    ['a CommonJS module, with --require', ['--require', REGISTER, 'app.cjs']],
    ['a CommonJS module, with --import', ['--import', REGISTER, 'app.cjs']],
  ])('sees everything of %s', async (_, args) => {
    await using sink = await startOtlpSink()
    const result = await runPacked(version, args, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      PGHOST: '127.0.0.1',
      PGPORT: String(postgres.port),
      PGUSER: 'postgres',
      PGPASSWORD: 'pw',
    })
    expect(result).toMatchObject({ code: 0, stdout: 'the application is done\n', stderr: '' })

    const served = sink.spans.filter(({ kind }) => kind === 'server')
    expect(served.map(({ name }) => name)).toEqual(['GET /mixtures/:id', 'GET /mixtures/:id'])
    expect(served.map(({ attributes }) => attributes['http.route'])).toEqual([
      '/mixtures/:id',
      '/mixtures/:id',
    ])
    // Each request continues the trace of the call that made it: fetch, and http.get as a named import.
    const called = sink.spans.filter(({ kind, name }) => kind === 'client' && name === 'GET')
    expect(called.map(({ spanId }) => spanId).toSorted()).toEqual(
      served.map(({ parentSpanId }) => parentSpanId).toSorted(),
    )
    expect(sink.spans.filter(({ name }) => name === 'SELECT pg_class')).toHaveLength(1)
    expect(sink.spans.filter(({ name }) => name === 'screen')).toMatchObject([
      { kind: 'internal', attributes: { 'cryo.items': 2 } },
    ])

    const names = metricNames(sink)
    for (const name of [
      'http.server.request.duration',
      'http.client.request.duration',
      'db.client.operation.duration',
      'cryo.operation.duration',
      'cryo.operation.items',
      'cryo.alert.threshold',
      'nodejs.eventloop.utilization',
      'nodejs.eventloop.time',
      'v8js.memory.heap.used',
      'process.cpu.time',
      'process.memory.usage',
    ]) {
      expect(names).toContain(name)
    }
    const resources = [...sink.spans, ...sink.metrics].map(({ resource }) => resource)
    expect(new Set(resources.map((resource) => resource['service.instance.id'])).size).toBe(1)
    expect(resources[0]).toMatchObject({
      'service.name': 'packed',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      'host.name': hostname(),
      'process.pid': expect.any(Number) as unknown,
    })
  })

  it('loads nothing of the hub, of HTTP or of SQLite in the thread of the application', async () => {
    const { code, stdout, stderr } = await runPacked(version, ['loaded.mjs'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { files, builtins } = JSON.parse(stdout) as { files: string[]; builtins: string[] }
    expect(files).toContain('register.js')
    expect(files.filter((file) => file.startsWith('hub'))).toEqual([])
    expect(builtins.filter((name) => /\b(sqlite|https?|_http_\w+|http2|tls|dns|zlib)$/.test(name))).toEqual(
      [],
    )
  })

  it('leaves the thread of module hooks alone', async () => {
    const { code, stdout, stderr } = await runPacked(version, [
      '--disable-warning=DEP0205',
      '--require',
      REGISTER,
      'loader-thread.mjs',
    ])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'threads: none\n', stderr: '' })
  })

  it('is one, however often and from whatever it is loaded', async () => {
    await using sink = await startOtlpSink()
    using copy = createTempDir()
    await installPackages(copy, [tarballOf(project), '@opentelemetry/api@^1.10.0'])
    const { code, stdout, stderr } = await runPacked(version, ['twice.mjs'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      TEST_SECOND_COPY: copy.file('node_modules/@cryo/monitoring/dist/register.js'),
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ workers: 1, exitListeners: 2, isOne: true })
    expect(sink.spans.filter(({ name }) => name === 'once')).toHaveLength(3)
  })
})

describe('@cryo/tracking and @cryo/progress, installed beside the distribution', () => {
  it('shares its state: one trace, one series', { timeout: INSTALL_LIMIT_MS }, async () => {
    using both = await createPackedProject(
      ['monitoring', 'tracking', 'progress', 'conventions', 'instruments'],
      ['@opentelemetry/api@^1.10.0'],
    )
    await using sink = await startOtlpSink()
    await using program = runProcess({
      entry: both.file('beside.mjs'),
      env: {
        CRYO_MONITORING_DIR: both.file('monitoring'),
        CRYO_DASHBOARD_PORT: String(await findFreePort()),
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      },
      cwd: both.path,
    })
    expect(await program.exited).toMatchObject({ code: 0, stdout: '{"areTwo":true}\n', stderr: '' })

    const named = (name: string): OtlpSink['spans'] => sink.spans.filter((span) => span.name === name)
    expect(named('inner')[0]?.parentSpanId).toBe(named('outer')[0]?.spanId)
    expect(named('also failing')[0]?.parentSpanId).toBe(named('failing')[0]?.spanId)
    const done = sink.metrics
      .filter(({ name }) => name === 'cryo.progress.items.done')
      .flatMap(({ points }) => points)
    expect(done.findLast(({ noRecordedValue }) => !noRecordedValue)?.value).toBe(9)
    expect(lastCounts(sink, 'cryo.operation.duration')).toMatchObject({ measured: 2, inner: 1, outer: 1 })
  })
})

/** Counts of the last point of each series of a histogram, by operation. */
function lastCounts(sink: OtlpSink, metric: string): Record<string, number | undefined> {
  const points = sink.metrics.filter(({ name }) => name === metric).flatMap((found) => found.points)
  const values = points.filter(({ noRecordedValue }) => !noRecordedValue)
  return Object.fromEntries(
    values.map(({ attributes, count }) => [attributes['cryo.operation.name'], count]),
  ) as Record<string, number | undefined>
}

describe('the declarations, packed and installed', () => {
  it.each([
    ['node16 to nodenext', '--module nodenext'],
    ['a bundler', '--module esnext --moduleResolution bundler'],
  ])('hold for a strict project that checks them, resolved by %s', async (_, flags) => {
    const strict = '--ignoreConfig --strict --skipLibCheck false --noEmit --target es2024 --types node'
    const args = [TSC, ...strict.split(' '), ...flags.split(' '), 'types.ts']
    await promisify(execFile)(process.execPath, args, { cwd: project.path })
  })
})
