/**
 * What one `progress.update` costs, alone and with a durable checkpoint, beside the bars of npm: cli-progress and
 * progress, writing to a terminal that costs nothing, as ours does not draw at all on anything else.
 *
 * Rounds are interleaved; each ratio is the median of ratios of the same round. Run after a build.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Writable } from 'node:stream'

import { createAccumulator, useAccumulator } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import { trackProgress } from '@cryo/progress'
import { createTempDir } from '@cryo/testing'

import { installPeers, PEERS } from './install-peers.ts'
import { median, medianRatio } from './medians.ts'

const ROUNDS = 11
const CALLS = 1_000_000
/** A checkpoint is written once a second: a round with one lasts as long as this, so that some are written in it. */
const CHECKPOINT_SECONDS = 3
/** Budgets in µs a call. */
const BUDGETS: Readonly<Record<string, number>> = { 'progress.update': 0.2, 'with a checkpoint': 1 }

interface SingleBar {
  start(total: number, value: number): void
  increment(by: number): void
  stop(): void
}

interface CliProgress {
  readonly SingleBar: new (options: object) => SingleBar
}

type ProgressBar = new (format: string, options: object) => { tick(by: number): void }

installPeers()
const require = createRequire(join(PEERS, 'package.json'))
const cliProgress = require('cli-progress') as CliProgress
const NpmProgress = require('progress') as ProgressBar

/** A terminal on which drawing costs only what the bar itself does. */
function createTerminal(): Writable {
  const terminal = new Writable({ write: (_chunk, _encoding, callback) => callback() })
  return Object.assign(terminal, {
    isTTY: true,
    columns: 100,
    rows: 40,
    fd: 2,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  })
}

useAccumulator(createAccumulator({ sink: createSeriesReader() }))
using dir = createTempDir()

interface Subject {
  readonly call: () => void
  readonly end: () => void
  /** How long a round lasts at least; one million calls unless given. */
  readonly seconds?: number
}

/** Each makes what is measured anew and gives what one call does. */
const subjects: Readonly<Record<string, () => Subject>> = {
  'progress.update': () => {
    const progress = trackProgress('bench', CALLS, { quiet: true })
    return { call: () => progress.update(1), end: () => progress.complete() }
  },
  'with a checkpoint': () => {
    const progress = trackProgress('bench with a checkpoint', null, {
      quiet: true,
      checkpointFile: dir.file('bench.json'),
      resume: 'never',
    })
    const call = (): void => progress.update(1)
    return { call, end: () => progress.complete(), seconds: CHECKPOINT_SECONDS }
  },
  'cli-progress': () => {
    const bar = new cliProgress.SingleBar({ stream: createTerminal(), fps: 10 })
    bar.start(CALLS, 0)
    return { call: () => bar.increment(1), end: () => bar.stop() }
  },
  progress: () => {
    const bar = new NpmProgress('[:bar] :current/:total :rate/s :etas', {
      total: CALLS + 1,
      width: 30,
      stream: createTerminal(),
      renderThrottle: 100,
    })
    return { call: () => bar.tick(1), end: () => {} }
  },
}

/**
 * Starts to measure; the answer gives µs since then, of the clock or of all threads' processors, whichever is more: to
 * write a checkpoint takes other threads, and to wait for the disk takes no processor.
 */
function measure(): () => number {
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(startCpu)
    return Math.max(user + system, (performance.now() - startMs) * 1000)
  }
}

const figures: Record<string, number[]> = {}
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, start] of Object.entries(subjects)) {
    const { call, end, seconds = 0 } = start()
    const endMs = performance.now() + seconds * 1000
    let calls = 0
    const microseconds = measure()
    do {
      for (let count = 0; count < CALLS; count++) call()
      calls += CALLS
    } while (performance.now() < endMs)
    const perCall = microseconds() / calls
    end()
    // The first round only warms up.
    if (round > 0) (figures[name] ??= []).push(perCall)
  }
}

const own = figures['progress.update'] ?? []
console.table(
  Object.fromEntries(
    Object.entries(figures).map(([name, values]) => [
      name,
      {
        'µs a call': median(values).toFixed(3),
        'of progress.update': medianRatio(values, own).toFixed(2),
        'budget µs': BUDGETS[name] ?? '',
      },
    ]),
  ),
)
for (const [name, budget] of Object.entries(BUDGETS)) {
  const measured = median(figures[name] ?? [])
  console.log(`${name}: ${measured.toFixed(3)} µs; budget ${budget} µs`)
  if (!(measured <= budget)) process.exitCode = 1
}
