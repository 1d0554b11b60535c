import {
  context,
  type ContextManager,
  INVALID_SPAN_CONTEXT,
  type Meter,
  metrics,
  ROOT_CONTEXT,
  type Span,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { getIgnoredCounts, PerformanceMetrics, startOperation, trackOperation } from '../src/index.ts'
import { stopTelemetry } from '@cryo/testing'

afterEach(stopTelemetry)

function refuse(): never {
  throw new Error('ours')
}

/** Any property of it is a function that throws. */
function createRefusing<T extends object>(known: Partial<T> = {}): T {
  return new Proxy(known, {
    get: (target, key) => Reflect.get(target, key) ?? refuse,
  }) as T
}

const failures: Record<string, () => void> = {
  'a provider that throws': () => trace.setGlobalTracerProvider({ getTracer: refuse }),
  'a tracer that throws': () => trace.setGlobalTracerProvider({ getTracer: () => createRefusing<Tracer>() }),
  'a tracer that returns nothing': () =>
    trace.setGlobalTracerProvider({
      getTracer: () => createRefusing<Tracer>({ startSpan: () => undefined as unknown as Span }),
    }),
  'a span that throws': () =>
    trace.setGlobalTracerProvider({
      getTracer: () => createRefusing<Tracer>({ startSpan: () => createRefusing<Span>() }),
    }),
  'a recording span that throws': () =>
    trace.setGlobalTracerProvider({
      getTracer: () =>
        createRefusing<Tracer>({
          startSpan: () =>
            createRefusing<Span>({ isRecording: () => true, spanContext: () => INVALID_SPAN_CONTEXT }),
        }),
    }),
  'a context manager that throws': () =>
    context.setGlobalContextManager(createRefusing<ContextManager>({ disable: () => createRefusing() })),
  'a context manager that throws after the call': () =>
    context.setGlobalContextManager({
      active: () => ROOT_CONTEXT,
      with: (_active, fn, thisArg, ...args) => {
        Reflect.apply(fn, thisArg, args)
        return refuse()
      },
      bind: (_active, target) => target,
      enable: refuse,
      disable() {
        return this
      },
    }),
  'a context manager that calls nothing': () =>
    context.setGlobalContextManager({
      active: () => ROOT_CONTEXT,
      with: () => undefined as never,
      bind: (_active, target) => target,
      enable: refuse,
      disable() {
        return this
      },
    }),
  'a meter provider that throws': () => metrics.setGlobalMeterProvider({ getMeter: refuse }),
  'a meter that throws': () => metrics.setGlobalMeterProvider({ getMeter: () => createRefusing<Meter>() }),
  'instruments that throw': () =>
    metrics.setGlobalMeterProvider({
      getMeter: () =>
        createRefusing<Meter>({
          createCounter: () => createRefusing(),
          createUpDownCounter: () => createRefusing(),
          createHistogram: () => createRefusing(),
          createGauge: () => createRefusing(),
        }),
    }),
}

describe.each(Object.entries(failures))('%s', (_name, install) => {
  it('never reaches the caller, and fn runs exactly once', async () => {
    install()
    const thrown = new Error('theirs')
    const fn = vi.fn<() => string>(() => 'value')
    const failing = vi.fn<() => never>(() => {
      throw thrown
    })
    expect(trackOperation('f', { itemsCount: 1, context: { a: 1 } }, fn)).toBe('value')
    expect(await trackOperation('f', async () => fn())).toBe('value')
    expect(() => trackOperation('f', failing)).toThrow(thrown)
    await expect(trackOperation('f', async () => failing())).rejects.toBe(thrown)
    const operation = startOperation('f', { itemsCount: 1, context: { a: 1 } })
    expect(operation.run(fn)).toBe('value')
    expect(() => operation.run(failing)).toThrow(thrown)
    operation.setContext({ b: 2 })
    operation.addItems(1)
    operation.fail(thrown)
    operation.end()
    new PerformanceMetrics().recordOperation('f', false, 1, 1)
    new PerformanceMetrics().recordCustomMetric('f', 1)
    expect(fn).toHaveBeenCalledTimes(3)
    expect(failing).toHaveBeenCalledTimes(3)
  })
})

it('is counted', () => {
  const before = getIgnoredCounts().internal
  trace.setGlobalTracerProvider({ getTracer: refuse })
  trackOperation('f', () => {})
  expect(getIgnoredCounts().internal - before).toBe(1)
})
