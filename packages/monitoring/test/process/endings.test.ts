import { createTempDir, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, SinkFault } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { deliverSpool } from './deliver-spool.ts'
import { countSpooledSpans, listSpool } from './read-spool.ts'
import { runBare, runMonitored } from './run-to-end.ts'
import type { Ending } from './run-to-end.ts'

const SPANS = 300
/** The contract is 2 s; the rest is for a machine that does other things too. */
const LIMIT_MS = 3000

type HubState = Ending['hub']
type Collector = keyof typeof FAULTS | 'refuses'

const FAULTS = {
  answers: {},
  'is slow': { delayMs: 50 },
  hangs: { hang: true },
  drips: { dripEveryMs: 100 },
  'is overloaded': { status: 503 },
} as const satisfies Record<string, SinkFault>

const CASES: readonly (readonly [ending: string, hub: HubState, collector: Collector])[] = [
  // Each ending, with all well.
  ['exit', 'running', 'answers'],
  ['natural', 'running', 'answers'],
  ['throw', 'running', 'answers'],
  ['throwUndefined', 'running', 'answers'],
  ['throwLater', 'running', 'answers'],
  ['rejection', 'running', 'answers'],
  ['sigterm', 'running', 'answers'],
  ['sigint', 'running', 'answers'],
  ['sighup', 'running', 'answers'],
  ['sigquit', 'running', 'answers'],
  ['sigusr2', 'running', 'answers'],
  ['sigtermExitsAtOnce', 'running', 'answers'],
  ['sigtermExitsLater', 'running', 'answers'],
  ['sigtermDrains', 'running', 'answers'],
  ['sigtermHeardEarlier', 'running', 'answers'],
  ['signalExit', 'running', 'answers'],
  ['exitListener', 'running', 'answers'],
  ['throwInExit', 'running', 'answers'],
  ['manyListeners', 'running', 'answers'],
  // Before there is a hub.
  ['exit', 'unstarted', 'answers'],
  ['natural', 'unstarted', 'is slow'],
  ['throw', 'unstarted', 'answers'],
  ['rejection', 'unstarted', 'answers'],
  ['sigterm', 'unstarted', 'answers'],
  ['exitListener', 'unstarted', 'answers'],
  ['throwInExit', 'unstarted', 'answers'],
  ['exit', 'unstarted', 'refuses'],
  ['exit', 'starting', 'answers'],
  ['natural', 'starting', 'answers'],
  ['sigterm', 'starting', 'answers'],
  // With a hub that does not answer.
  ['exit', 'busy', 'answers'],
  ['natural', 'busy', 'answers'],
  ['throw', 'busy', 'answers'],
  ['sigterm', 'busy', 'answers'],
  ['exitListener', 'busy', 'answers'],
  ['exit', 'stuck', 'answers'],
  ['sigterm', 'stuck', 'answers'],
  // With a hub that is gone.
  ['exit', 'dead', 'answers'],
  ['exit', 'dying', 'answers'],
  ['throw', 'dying', 'answers'],
  ['exit', 'crashing', 'answers'],
  // With a collector that does not take what it is sent.
  ['exit', 'running', 'is slow'],
  ['exit', 'running', 'hangs'],
  ['sigterm', 'running', 'hangs'],
  ['exit', 'running', 'drips'],
  ['throw', 'running', 'refuses'],
  ['natural', 'running', 'is overloaded'],
]

describe('at the end of a process', () => {
  it.each(CASES)(
    '%s with a hub %s and a collector that %s: every span is safe',
    async (ending, hub, collector) => {
      using dir = createTempDir()
      await using sink = await startOtlpSink()
      if (collector === 'refuses') await sink.pause()
      else sink.respond(FAULTS[collector])

      const forward = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }
      const bare = await runBare({ ending, hub }, dir)
      const monitored = await runMonitored({ ending, hub }, dir, forward)

      expect(describeEnd(monitored)).toEqual(describeEnd(bare))
      expect(monitored.endMs - bare.endMs).toBeLessThan(LIMIT_MS)
      expect(sink.spans.length + countSpooledSpans(dir)).toBe(SPANS + countOtherSpans(ending))

      if (collector === 'refuses') await sink.resume()
      sink.recover()
      await deliverSpool(dir, sink)
      expect(spanNames(sink)).toEqual(ALL_NAMES)
    },
  )

  it.each([
    ['exit', 'unstarted'],
    ['natural', 'starting'],
    ['exit', 'running'],
    ['throw', 'busy'],
    ['exit', 'dying'],
  ] as const)('%s with a hub %s and no collector leaves nothing behind', async (ending, hub) => {
    using dir = createTempDir()
    const bare = await runBare({ ending, hub }, dir)
    const monitored = await runMonitored({ ending, hub }, dir)
    expect(describeEnd(monitored)).toEqual(describeEnd(bare))
    expect(listSpool(dir)).toEqual([])
  })
})

function countOtherSpans(ending: string): number {
  // Both ends of a request; an error that nobody caught has a span of its own.
  if (ending === 'sigtermDrains') return 2
  return /^(throw|rejection)/.test(ending) ? 1 : 0
}

const ALL_NAMES = Array.from({ length: SPANS }, (_, index) => `span ${index}`).toSorted()

function spanNames({ spans }: OtlpSink): string[] {
  return spans
    .map(({ name }) => name)
    .filter((name) => name.startsWith('span '))
    .toSorted()
}

/** All that the application shows, without the line in which we tell why a hub does not start. */
function describeEnd({ code, signal, stdout, stderr }: Awaited<ReturnType<typeof runBare>>): object {
  const applications = stderr.replace(/^\[cryo-monitoring\] the monitoring hub ended .+\n/m, '')
  return { code, signal, stdout, stderr: applications }
}
