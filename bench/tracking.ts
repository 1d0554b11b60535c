/**
 * What one `trackOperation` with a recorded span costs, beside the OpenTelemetry API used by hand: a span, and a
 * histogram that records the duration with the same attributes.
 *
 * Rounds are interleaved and each ratio is of two medians of the same round, so that a machine that slows down
 * slows both. Run after a build: `node bench/tracking.ts` with our accumulator under our instruments, or
 * `node bench/tracking.ts --api` with the OpenTelemetry SDK under them too.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

import {
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  METRIC_OPERATION_DURATION,
} from '@cryo/conventions'
import { createAccumulator, useAccumulator } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import { startOperation, trackOperation } from '@cryo/tracking'
import { type Context, type ContextManager, context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { Bench } from 'tinybench'

const ROUNDS = 11
/** Calls in one sample: the clock of processor time may tick only every 4 ms. */
const CALLS = 20_000
/** `trackOperation` may cost at most this multiple of the API used by hand. */
const BUDGET = 1

class IdleReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Keeps spans as a batch processor does, and throws each full batch away. */
class DiscardingProcessor implements SpanProcessor {
  #batch: ReadableSpan[] = []
  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    this.#batch.push(span)
    if (this.#batch.length >= 512) this.#batch = []
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()
  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => Reflect.apply(fn, thisArg, args))
  }
  bind<T>(_active: Context, target: T): T {
    return target
  }
  enable(): this {
    return this
  }
  disable(): this {
    return this
  }
}

const ownMetrics = process.argv.includes('--api') ? 'OpenTelemetry SDK' : 'shared memory'
const meterProvider = new MeterProvider({ readers: [new IdleReader()] })
context.setGlobalContextManager(new AsyncContextManager())
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new DiscardingProcessor()] }))
if (ownMetrics === 'shared memory') useAccumulator(createAccumulator({ sink: createSeriesReader() }))
else metrics.setGlobalMeterProvider(meterProvider)

const { name, unit, boundaries = [] } = METRIC_OPERATION_DURATION
const tracer = trace.getTracer('bench')
const durations = meterProvider
  .getMeter('bench')
  .createHistogram(name, { unit, advice: { explicitBucketBoundaries: [...boundaries] } })
const measured = {
  [ATTR_OPERATION_NAME]: 'screen',
  [ATTR_OPERATION_KIND]: 'operation',
  [ATTR_OUTCOME]: 'success',
}
const described = { attributes: { [ATTR_OPERATION_KIND]: 'operation' } }
let work = 0

function handInactive(): void {
  const startMs = performance.now()
  const span = tracer.startSpan('screen', described)
  try {
    work++
  } finally {
    span.end()
    durations.record((performance.now() - startMs) / 1000, measured)
  }
}

function handActive(): void {
  const startMs = performance.now()
  tracer.startActiveSpan('screen', described, (span) => {
    try {
      work++
    } finally {
      span.end()
      durations.record((performance.now() - startMs) / 1000, measured)
    }
  })
}

const wrapped = trackOperation('screen')(() => {
  work++
})

const HAND = 'by hand: span, histogram'
const HAND_ACTIVE = 'by hand: active span, histogram'
const OWN = 'trackOperation(name, fn)'
const SCOPE = 'using startOperation(name)'
const bases: Record<string, string> = {
  [HAND]: HAND,
  [HAND_ACTIVE]: HAND,
  [SCOPE]: HAND,
  [OWN]: HAND,
  'trackOperation(name)(fn)': HAND,
}
const calls: Record<string, () => void> = {
  [HAND]: handInactive,
  [HAND_ACTIVE]: handActive,
  [SCOPE]: () => {
    using operation = startOperation('screen')
    work += operation.name.length
  },
  [OWN]: () => {
    trackOperation('screen', () => {
      work++
    })
  },
  'trackOperation(name)(fn)': wrapped,
}

/** Processor time of this thread in ms: what other processes do on the machine is not in it. */
function readCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const bench = new Bench({ iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0, now: readCpuMs })
for (const [task, call] of Object.entries(calls)) {
  bench.add(task, () => {
    for (let count = 0; count < CALLS; count++) call()
  })
}
const microseconds: Record<string, number[]> = {}
for (let round = 0; round < ROUNDS; round++) {
  bench.runSync()
  for (const task of bench.tasks) {
    if (task.result.state !== 'completed') throw new Error(`${task.name} did not complete`)
    const list = (microseconds[task.name] ??= [])
    list.push((task.result.latency.mean * 1e3) / CALLS)
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Median of the ratios of two tasks, round by round. */
function ratioOf(task: string, base: string): number {
  const baseRounds = microseconds[base] ?? []
  return median((microseconds[task] ?? []).map((value, round) => value / (baseRounds[round] ?? Number.NaN)))
}

console.log(`Our instruments record into: ${ownMetrics}`)
console.table(
  Object.fromEntries(
    Object.entries(bases).map(([task, base]) => [
      task,
      {
        µs: median(microseconds[task] ?? []).toFixed(2),
        'of span + histogram': ratioOf(task, base).toFixed(2),
        'of active span + histogram': ratioOf(task, HAND_ACTIVE).toFixed(2),
      },
    ]),
  ),
)
const share = ratioOf(OWN, HAND)
console.log(`${OWN}: ${share.toFixed(2)} of ${HAND}; budget ${BUDGET}, over shared memory`)
// The OpenTelemetry SDK takes as long for each of our three records as for the one by hand.
if (share > BUDGET && ownMetrics === 'shared memory') process.exitCode = 1
if (work === 0) throw new Error('nothing ran')
