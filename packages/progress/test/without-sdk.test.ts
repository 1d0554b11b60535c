import { type Meter, metrics, type Span, trace, type Tracer } from '@opentelemetry/api'
import { stopTelemetry } from '@cryo/testing'
import { afterEach, describe, expect, it } from 'vitest'

import { startTracker } from './fixtures/start-tracker.ts'

afterEach(stopTelemetry)

function refuse(): never {
  throw new Error('ours')
}

/** Any property of it is a function that throws. */
function createRefusing<T extends object>(known: Partial<T> = {}): T {
  return new Proxy(known, { get: (target, key) => Reflect.get(target, key) ?? refuse }) as T
}

const surroundings: Record<string, () => void> = {
  'no SDK': () => {},
  'a provider that throws': () => trace.setGlobalTracerProvider({ getTracer: refuse }),
  'a tracer that returns nothing': () =>
    trace.setGlobalTracerProvider({
      getTracer: () => createRefusing<Tracer>({ startSpan: () => undefined as unknown as Span }),
    }),
  'spans that throw': () =>
    trace.setGlobalTracerProvider({
      getTracer: () => createRefusing<Tracer>({ startSpan: () => createRefusing<Span>() }),
    }),
  'instruments that throw': () =>
    metrics.setGlobalMeterProvider({
      getMeter: () =>
        createRefusing<Meter>({
          createCounter: () => createRefusing(),
          createHistogram: () => createRefusing(),
          createGauge: () => createRefusing(),
        }),
    }),
}

describe.each(Object.entries(surroundings))('with %s', (_kind, install) => {
  it('everything else works', async () => {
    install()
    const { progress, clock } = startTracker('alone', 10)
    for (let item = 0; item < 4; item++) {
      clock.advance(1000)
      progress.update(1)
    }
    using _hold = progress.hold('wait', 5)
    const child = progress.child('child', 2)
    child.update(2, { failed: 1 })
    child.fail(new Error('theirs'))
    progress.pause()
    progress.resume()
    await progress.checkpoint()
    await progress.each([1, 2, 3], (item) => {
      if (item === 2) throw new Error('theirs')
    })
    expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 9, failedItems: 2 })
    progress.fail(undefined)
    expect(progress.getStatus()).toMatchObject({ state: 'failed', estimatedRemainingSeconds: null })
    progress.reset()
    expect([...startTracker('alone', [1, 2]).progress]).toEqual([1, 2])
  })
})
