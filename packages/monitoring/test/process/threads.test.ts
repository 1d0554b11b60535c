import { join } from 'node:path'

import { createTempDir, runProcess, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, ProcessResult, TempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { deliverSpool } from './deliver-spool.ts'
import { countSpooledSpans } from './read-spool.ts'
import { MONITORED, monitoringEnvironment } from './run-to-end.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const THREADS = 8
const ITEMS = 50

/** Eight threads; 0 exits, 1 throws, 2 and 3 return, 4 to 6 wait for a word of the main thread, 7 is terminated. */
async function runThreads(
  dir: TempDir,
  sink: OtlpSink,
  hub: 'unstarted' | 'running' | 'busy',
  ending: 'exit' | 'natural',
): Promise<ProcessResult> {
  await using program = runProcess({
    entry: join(FIXTURES, 'threads.mjs'),
    nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...MONITORED],
    env: {
      ...(await monitoringEnvironment(dir)),
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      TEST_HUB: hub,
      TEST_ENDING: ending,
    },
    cwd: dir.path,
  })
  return await program.exited
}

/** The last value of each series of a metric, by the JSON of its attributes. */
function lastValues(sink: OtlpSink, name: string): Record<string, number> {
  const values: Record<string, number> = {}
  for (const metric of sink.metrics) {
    if (metric.name !== name) continue
    for (const { attributes, noRecordedValue, value } of metric.points) {
      if (!noRecordedValue) values[JSON.stringify(attributes)] = value ?? Number.NaN
    }
  }
  return values
}

function spanNames({ spans }: OtlpSink): string[] {
  return spans.map(({ name }) => name).toSorted()
}

const ALL_SPANS = Array.from({ length: THREADS }, (_, thread) =>
  Array.from({ length: ITEMS }, (_item, item) => [`thread ${thread}`, `raw ${thread} ${item}`]),
)
  .flat(2)
  .toSorted()

const perThread = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, thread) => [JSON.stringify({ thread }), ITEMS]))

describe('threads of the application, with the main thread blocked', () => {
  it.each([
    ['unstarted', 'natural'],
    ['running', 'natural'],
    ['unstarted', 'exit'],
    ['running', 'exit'],
  ] as const)('are counted exactly by one hub: hub %s, end by %s', async (hub, ending) => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const result = await runThreads(dir, sink, hub, ending)

    const stdout = ending === 'exit' ? 'all recorded\n' : 'all recorded\nall ended\n'
    expect(result).toMatchObject({ code: 0, signal: null, stdout, stderr: '' })
    expect(sink.spans.length + countSpooledSpans(dir)).toBe(ALL_SPANS.length)
    expect(spanNames(sink)).toEqual(ALL_SPANS)
    const late =
      ending === 'exit'
        ? {}
        : Object.fromEntries([4, 5, 6].map((thread) => [JSON.stringify({ thread, late: true }), 1]))
    expect(lastValues(sink, 'work.done')).toEqual({ '{}': THREADS * ITEMS, ...perThread(THREADS), ...late })
    expect(new Set(sink.requests.map(({ headers }) => headers['x-cryo-hub-id'])).size).toBe(1)
    expect(new Set(sink.spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(1)
  })

  it('lose no span when the hub does not answer at the end', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const result = await runThreads(dir, sink, 'busy', 'exit')

    expect(result).toMatchObject({ code: 0, signal: null, stdout: 'all recorded\n', stderr: '' })
    expect(sink.spans).toEqual([])
    expect(countSpooledSpans(dir)).toBe(ALL_SPANS.length)
    await deliverSpool(dir, sink)
    expect(spanNames(sink)).toEqual(ALL_SPANS)
    // What the ring says by number is written out again.
    expect(sink.spans.find(({ name }) => name === 'thread 3')).toMatchObject({
      attributes: { 'cryo.operation.kind': 'operation' },
      scope: { name: '@cryo/monitoring' },
    })
  })
})
