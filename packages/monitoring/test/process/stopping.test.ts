import { join } from 'node:path'

import { createTempDir, runProcess, startOtlpSink } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { countSpooledSpans } from './read-spool.ts'
import { MONITORED, monitoringEnvironment } from './run-to-end.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')

describe('monitor', () => {
  it.each([
    ['flush', 'unstarted'],
    ['flush', 'running'],
    ['stop', 'unstarted'],
    ['stop', 'running'],
    ['stop', 'dying'],
    ['stop', 'stuck'],
  ] as const)('.%s() makes every span safe, with a hub %s', async (call, hub) => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    await using program = runProcess({
      entry: join(FIXTURES, 'stopping.mjs'),
      nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...MONITORED],
      env: {
        ...(await monitoringEnvironment(dir)),
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        TEST_CALL: call,
        TEST_HUB: hub,
      },
      cwd: dir.path,
    })
    expect(await program.exited).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' })
    expect(sink.spans.length + countSpooledSpans(dir)).toBe(300)
  })

  it('.flush() gives up a hub that does not answer', async () => {
    using dir = createTempDir()
    await using program = runProcess({
      entry: join(FIXTURES, 'stopping.mjs'),
      nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...MONITORED],
      env: { ...(await monitoringEnvironment(dir)), TEST_CALL: 'flush', TEST_HUB: 'stuck' },
      cwd: dir.path,
    })
    // The hub is stuck for 10 s.
    const result = await program.exited
    expect(result).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' })
    expect(result.durationMs).toBeLessThan(8000)
  })
})
