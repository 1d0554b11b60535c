/**
 * What one record costs: bound and unbound instruments over shared memory beside the OpenTelemetry SDK's.
 *
 * Rounds are interleaved and each ratio is of two medians of the same round, so that a machine that slows down
 * slows both. Run with `node bench/instruments.ts` after a build.
 */
import {
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
} from '@cryo/conventions'
import { counter, histogram } from '@cryo/instruments'
import { createAccumulator, createMeterProvider, useAccumulator } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { Bench } from 'tinybench'

const ROUNDS = 15
/** Calls in one sample: a clock reading costs more than a call. */
const CALLS = 10_000
/** A bound record may cost at most this share of the SDK's. */
const BUDGET = 1 / 10

class IdleReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const reader = createSeriesReader()
const accumulator = createAccumulator({ sink: reader })
useAccumulator(accumulator)

const { name, unit, boundaries = [] } = METRIC_OPERATION_DURATION
const options = { unit, advice: { explicitBucketBoundaries: [...boundaries] } }
const sdkMeter = new MeterProvider({ readers: [new IdleReader()] }).getMeter('bench')
const ownMeter = createMeterProvider(accumulator).getMeter('bench')
const operations = Array.from({ length: 50 }, (_, index) => `operation ${index}`)
const seconds = Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 1000) / 50)

function attributesOf(index: number): Record<string, string> {
  return {
    [ATTR_OPERATION_NAME]: operations[index % operations.length] ?? '',
    [ATTR_OPERATION_KIND]: 'database',
    [ATTR_OUTCOME]: 'success',
  }
}

const own = {
  duration: histogram(METRIC_OPERATION_DURATION),
  items: counter(METRIC_OPERATION_ITEMS),
  apiDuration: ownMeter.createHistogram(name, options),
  users: ownMeter.createCounter('users'),
  crossed: ownMeter.createCounter('crossed'),
}
const bound = {
  duration: own.duration.bind(attributesOf(0)),
  items: own.items.bind(attributesOf(0)),
}
const sdk = {
  duration: sdkMeter.createHistogram(name, options),
  items: sdkMeter.createCounter('items'),
}

type Call = (index: number) => void
const durations: Record<string, Call> = {
  'bound histogram': (index) => bound.duration.record(seconds[index % 1000] ?? 0),
  'unbound histogram': (index) => own.duration.record(seconds[index % 1000] ?? 0, attributesOf(index)),
  'histogram of the API, our provider': (index) =>
    own.apiDuration.record(seconds[index % 1000] ?? 0, attributesOf(index)),
}
const sums: Record<string, Call> = {
  'bound counter': () => bound.items.add(1),
  'unbound counter': (index) => own.items.add(1, attributesOf(index)),
  'counter, values past the limit': (index) => own.users.add(1, { user: index % 100_003, kind: 'x' }),
  'counter, series past the limit': (index) => own.crossed.add(1, { a: index % 150, b: index % 151 }),
}
const SDK_DURATION = 'SDK histogram, 3 attributes'
const SDK_SUM = 'SDK counter, 3 attributes'
const calls: Record<string, Call> = {
  [SDK_DURATION]: (index) => sdk.duration.record(seconds[index % 1000] ?? 0, attributesOf(index)),
  ...durations,
  [SDK_SUM]: (index) => sdk.items.add(1, attributesOf(index)),
  ...sums,
}

let next = 0
const bench = new Bench({ iterations: 10, time: 0, warmupIterations: 10, warmupTime: 0 })
for (const [task, call] of Object.entries(calls)) {
  bench.add(task, () => {
    for (let count = 0; count < CALLS; count++) call((next += 1))
  })
}
const nanoseconds: Record<string, number[]> = {}
for (let round = 0; round < ROUNDS; round++) {
  bench.runSync()
  for (const task of bench.tasks) {
    if (task.result.state !== 'completed') throw new Error(`${task.name} did not complete`)
    const list = (nanoseconds[task.name] ??= [])
    list.push((task.result.latency.p50 * 1e6) / CALLS)
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Median of the ratios of two tasks, round by round. */
function ratioOf(task: string, base: string): number {
  const bases = nanoseconds[base] ?? []
  return median((nanoseconds[task] ?? []).map((value, round) => value / (bases[round] ?? Number.NaN)))
}

function row(task: string, base: string): Record<string, string> {
  const ratio = ratioOf(task, base)
  return {
    ns: median(nanoseconds[task] ?? []).toFixed(1),
    'of the SDK': ratio.toFixed(3),
    'times as fast': (1 / ratio).toFixed(1),
  }
}

console.table(
  Object.fromEntries([
    ...[SDK_DURATION, ...Object.keys(durations)].map((task) => [task, row(task, SDK_DURATION)]),
    ...[SDK_SUM, ...Object.keys(sums)].map((task) => [task, row(task, SDK_SUM)]),
  ]),
)

const readTimes: number[] = []
let series = 0
for (let round = 0; round < ROUNDS * 5; round++) {
  series = 0
  const start = performance.now()
  reader.read(() => {
    series += 1
  })
  readTimes.push(performance.now() - start)
}
console.log(`Reading ${series} series, in the reader's thread: ${median(readTimes).toFixed(2)} ms`)

const share = ratioOf('bound histogram', SDK_DURATION)
console.log(`Bound histogram: ${share.toFixed(3)} of the SDK's record; budget ${BUDGET}`)
if (share > BUDGET) process.exitCode = 1
