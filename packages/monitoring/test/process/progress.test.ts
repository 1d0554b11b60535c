import { join } from 'node:path'

import { createTempDir, runProcess, startOtlpSink } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { MONITORED, monitoringEnvironment } from './run-to-end.ts'

const ENTRY = join(import.meta.dirname, 'fixtures/progress-job.mjs')

describe.each(['at once', 'later'])('a job whose process ends %s', (when) => {
  it.each([
    ['natural', { code: 0 }, 'interrupted'],
    ['exit', { code: 3 }, 'interrupted'],
    ['throw', { code: 1 }, 'interrupted'],
    ['sigterm', { signal: 'SIGTERM' }, 'interrupted'],
    ['completes', { code: 0 }, 'completed'],
  ])('by %s delivers its spans and last figures', async (ending, result, state) => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    await using job = runProcess({
      entry: ENTRY,
      nodeArgs: MONITORED,
      env: {
        ...(await monitoringEnvironment(dir)),
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        TEST_ENDING: ending,
        TEST_WHEN: when,
      },
      cwd: dir.path,
    })
    expect(await job.exited).toMatchObject(result)
    const names = sink.spans.map(({ name }) => name).filter((name) => name.startsWith('screen'))
    expect(names.toSorted()).toEqual(['screen', 'screen chunk', 'screen start'])
    const run = sink.spans.find(({ name }) => name === 'screen')
    expect(run?.attributes).toMatchObject({
      'cryo.job.state': state,
      'cryo.items': 40,
      'cryo.items.failed': 1,
      'cryo.outcome': state === 'completed' ? 'success' : 'failure',
    })
    const last = (name: string): number | undefined =>
      sink.metrics
        .filter((metric) => metric.name === name)
        .flatMap(({ points }) => points)
        .findLast(({ noRecordedValue }) => !noRecordedValue)?.value
    expect(last('cryo.progress.items.done')).toBe(40)
    const isRunning = Number(last('cryo.job.last_start')) > Number(last('cryo.job.last_end'))
    expect(isRunning).toBe(state === 'interrupted')
  })
})
