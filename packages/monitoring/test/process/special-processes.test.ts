import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import type { MonitoringData } from '@cryo/protocol'
import { createTempDir, runProcess, startOtlpSink } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { deliverSpool } from './deliver-spool.ts'
import { MONITORED, monitoringEnvironment, REGISTER, runMonitored } from './run-to-end.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const UNSHARE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc'] as const
const [command, ...flags] = UNSHARE
const canUnshare = spawnSync(command, [...flags, 'true']).status === 0

describe('the first process of a container', () => {
  it.skipIf(!canUnshare)('is as immune to SIGTERM as without monitoring, and stays monitored', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const env = { ...(await monitoringEnvironment(dir)), OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }
    const entry = join(FIXTURES, 'first-process.mjs')
    const start = (nodeArgs: readonly string[]): ReturnType<typeof runProcess> =>
      runProcess({
        entry: join(FIXTURES, 'exec.mjs'),
        args: [...UNSHARE, process.execPath, ...nodeArgs, entry],
        env,
        cwd: dir.path,
      })
    await using bare = start([])
    const expected = { code: 0, signal: null, stdout: 'process 1\nstill here\n', stderr: '' }
    expect(await bare.exited).toMatchObject(expected)
    await using monitored = start(['--import', REGISTER])
    expect(await monitored.exited).toMatchObject(expected)
    expect(sink.spans).toHaveLength(301)
  })
})

describe('a process that ends before it has a hub', () => {
  it('tells the owner of the page all the same', async () => {
    using dir = createTempDir()
    const env = await monitoringEnvironment(dir)
    await using owner = runProcess({
      entry: join(FIXTURES, 'idle.mjs'),
      nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...MONITORED],
      env: { ...env, TEST_HUB: 'running' },
      cwd: dir.path,
    })
    await owner.waitForLine(/^up$/)
    const result = await runMonitored({ ending: 'throw', hub: 'unstarted' }, dir)
    expect(result.code).toBe(1)
    const reply = await fetch(`http://127.0.0.1:${env['CRYO_DASHBOARD_PORT']}/monitoring/api/status`)
    const { errors } = (await reply.json()) as MonitoringData
    expect(errors.recent).toContainEqual(
      expect.objectContaining({ service: 'ending', type: 'TypeError', message: 'nobody catches this' }),
    )
  })
})

describe('a page that is switched off', () => {
  it('is not served; everything is forwarded', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const env = await monitoringEnvironment(dir)
    await using program = runProcess({
      entry: join(FIXTURES, 'idle.mjs'),
      nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...MONITORED],
      env: {
        ...env,
        CRYO_DASHBOARD_ENABLED: 'false',
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        TEST_HUB: 'running',
      },
      cwd: dir.path,
    })
    await program.waitForLine(/^up$/)
    await expect(fetch(`http://127.0.0.1:${env['CRYO_DASHBOARD_PORT']}/monitoring`)).rejects.toThrow(
      'fetch failed',
    )
    program.kill('SIGTERM')
    expect(await program.exited).toMatchObject({ signal: 'SIGTERM', stderr: '' })
    expect(sink.metrics.map(({ name }) => name)).toContain('cryo.alert.threshold')
  })
})

describe('a burst of spans', () => {
  it('is bounded: what found no room is counted, all else is safe', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    await using program = runProcess({
      entry: join(FIXTURES, 'burst.mjs'),
      nodeArgs: MONITORED,
      env: { ...(await monitoringEnvironment(dir)), OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
      cwd: dir.path,
    })
    const { code, stdout, stderr } = await program.exited
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { produced, dropped } = JSON.parse(stdout) as { produced: number; dropped: number }
    expect(produced).toBe(60_000)
    expect(dropped).toBeGreaterThan(0)
    await deliverSpool(dir, sink)
    expect(new Set(sink.spans.map(({ spanId }) => spanId)).size).toBe(produced - dropped)
  })
})

describe('a process that may not start threads', () => {
  it('runs as without monitoring, and is told once why there is no page', async () => {
    using dir = createTempDir()
    await using program = runProcess({
      entry: join(FIXTURES, 'two-turns.mjs'),
      nodeArgs: ['--permission', '--allow-fs-read=*', ...MONITORED],
      env: await monitoringEnvironment(dir),
      cwd: dir.path,
    })
    const { code, stderr } = await program.exited
    expect(code).toBe(7)
    expect(stderr).toMatch(/^\[cryo-monitoring\] the monitoring hub ended and is started again: .+\n$/)
  })
})
