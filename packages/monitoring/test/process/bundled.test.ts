import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir, findFreePort, runProcess, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, ProcessResult, TempDir } from '@cryo/testing'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createPackedProject } from './packed-project.ts'

const INSTALL_LIMIT_MS = 300_000
let project: TempDir

beforeAll(async () => {
  project = await createPackedProject(
    ['monitoring', 'progress', 'conventions', 'instruments'],
    ['@opentelemetry/api@^1.10.0'],
  )
}, INSTALL_LIMIT_MS)

afterAll(() => project[Symbol.dispose]())

async function bundle(outfile: string, options: BuildOptions): Promise<string> {
  const { warnings } = await build({
    bundle: true,
    platform: 'node',
    entryPoints: [project.file('bundled.mjs')],
    outfile,
    logLevel: 'silent',
    ...options,
  })
  expect(warnings).toEqual([])
  return outfile
}

async function run(entry: string, sink: OtlpSink, dir: TempDir): Promise<ProcessResult> {
  await using program = runProcess({
    entry,
    env: {
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      CRYO_DASHBOARD_PORT: String(await findFreePort()),
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    },
    cwd: dir.path,
  })
  return await program.exited
}

/** Its hub would be killed by what it finds in shared memory. */
function installVersion(dir: TempDir, version: string): void {
  const installed = dir.file('node_modules/@cryo/monitoring')
  cpSync(project.file('node_modules/@cryo/monitoring'), installed, { recursive: true })
  const manifest = join(installed, 'package.json')
  const fields = JSON.parse(readFileSync(manifest, 'utf8')) as object
  writeFileSync(manifest, JSON.stringify({ ...fields, version }))
}

describe('an application that is bundled', () => {
  it.for<[string, string, BuildOptions]>([
    ['without us', 'outside.mjs', { format: 'esm', external: ['@cryo/*', '@opentelemetry/api'] }],
    ['with us, as an ES module', 'inside.mjs', { format: 'esm', external: ['@cryo/progress'] }],
    ['with us, as CommonJS', 'inside.cjs', { format: 'cjs', external: ['@cryo/progress'] }],
  ])(
    '%s is monitored where we are installed, jobs of the installed @cryo/progress too',
    async ([, file, options]) => {
      using dir = createTempDir()
      await using sink = await startOtlpSink()
      const entry = await bundle(project.file('dist', file), options)
      expect(await run(entry, sink, dir)).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' })
      const named = (name: string): OtlpSink['spans'] => sink.spans.filter((span) => span.name === name)
      expect([named('refine').length, named('screen').length]).toEqual([1, 1])
      const points = sink.metrics
        .filter(({ name }) => name === 'cryo.progress.items.done')
        .flatMap((metric) => metric.points)
      expect(points.findLast(({ noRecordedValue }) => !noRecordedValue)?.value).toBe(9)
    },
  )

  it.for<[string, 'esm' | 'cjs', string?]>([
    ['alone.mjs', 'esm'],
    ['alone.cjs', 'cjs'],
    ['beside-another-version.mjs', 'esm', '0.0.1'],
  ])(
    'with us, where no hub is to be found, works and says in one line what is missing: %s',
    async ([file, format, installed]) => {
      using dir = createTempDir()
      await using sink = await startOtlpSink()
      if (installed !== undefined) installVersion(dir, installed)
      const entry = await bundle(dir.file(file), { format })
      const { code, stdout, stderr } = await run(entry, sink, dir)
      expect([code, stdout]).toEqual([0, 'done\n'])
      expect(stderr).toMatch(
        /^\[cryo-monitoring\] monitoring has no hub, nothing is shown or forwarded: hub-worker\.js .*\(external\)\n$/,
      )
      // What it recorded waits for a hub all the same.
      expect(readdirSync(join(dir.path, 'monitoring', 'spool'))).toHaveLength(1)
    },
  )
})
