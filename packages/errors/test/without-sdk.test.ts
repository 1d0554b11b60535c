import { context, metrics, trace, type Tracer } from '@opentelemetry/api'
import { afterEach, expect, it } from 'vitest'

import { getFailedRecordings, recordError } from '../src/index.ts'
import { captureTelemetry, stopTelemetry } from '@cryo/testing'

afterEach(stopTelemetry)

function refuse(): never {
  throw new Error('ours')
}

it('does nothing without an SDK', () => {
  expect(recordError(new Error('x'), { a: 1 })).toBeUndefined()
  expect(recordError('T', 'm')).toBeUndefined()
})

it('records what comes after the SDK is registered', async () => {
  recordError(new Error('before'))
  const telemetry = captureTelemetry()
  recordError(new Error('after'))
  expect(telemetry.span('Error').events[0]?.attributes).toHaveProperty('exception.message', 'after')
  expect(await telemetry.points('cryo.errors')).toMatchObject([{ value: 1 }])
})

it.each<[string, () => void]>([
  ['a tracer provider', () => trace.setGlobalTracerProvider({ getTracer: refuse })],
  [
    'a tracer',
    () =>
      trace.setGlobalTracerProvider({
        getTracer: (): Tracer => ({ startSpan: refuse, startActiveSpan: refuse }),
      }),
  ],
  [
    'a context manager',
    () =>
      context.setGlobalContextManager({
        active: refuse,
        with: refuse,
        bind: refuse,
        enable: refuse,
        disable() {
          return this
        },
      }),
  ],
])('keeps the failure of %s from the caller, and counts it', (_name, install) => {
  install()
  const before = getFailedRecordings()
  recordError(new Error('x'))
  expect(getFailedRecordings() - before).toBe(1)
})

it('keeps the failure of a meter from the caller', () => {
  metrics.setGlobalMeterProvider({ getMeter: refuse })
  expect(() => recordError(new Error('x'))).not.toThrow()
})
