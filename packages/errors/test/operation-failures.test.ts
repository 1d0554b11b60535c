import { ATTR_ERROR_GROUP, METRIC_ERRORS } from '@cryo/conventions'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { startOperation, trackOperation } from '../../tracking/src/index.ts'
import { recordError } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
})

async function countErrors(): Promise<number> {
  const points = await telemetry.points(METRIC_ERRORS.name)
  return points.reduce((sum, point) => sum + point.value, 0)
}

/** Runs it and expects it to fail; the test looks at what was recorded. */
async function settle(fn: () => Promise<never>): Promise<void> {
  const [result] = await Promise.allSettled([Promise.resolve().then(fn)])
  expect(result.status).toBe('rejected')
}

it('counts the failure of an operation as an error, with its group on the event', async () => {
  await settle(() => trackOperation('e.one', () => Promise.reject(new Error('x'))))
  const [point] = await telemetry.points(METRIC_ERRORS.name)
  expect(point?.value).toBe(1)
  expect(telemetry.span('e.one').events[0]?.attributes?.[ATTR_ERROR_GROUP]).toBe(
    point?.attributes[ATTR_ERROR_GROUP],
  )
})

it.each([new Error('object'), undefined, 'text'])(
  'counts it once through nested operations: %s',
  async (error) => {
    await settle(() =>
      trackOperation('e.outer', () =>
        trackOperation('e.middle', async () => {
          await Promise.resolve()
          return trackOperation('e.inner', () => Promise.reject(error))
        }),
      ),
    )
    expect(await countErrors()).toBe(1)
    for (const name of ['e.outer', 'e.middle', 'e.inner']) expect(telemetry.span(name).events).toHaveLength(1)
  },
)

it('does not count it again when the application records it', async () => {
  const error = new Error('x')
  await settle(() => trackOperation('e.recorded', () => Promise.reject(error)))
  recordError(error, { file: 'a' })
  expect(await countErrors()).toBe(1)
  expect(telemetry.span('Error').events).toHaveLength(1)
  recordError(error)
  expect(await countErrors()).toBe(2)
})

it('counts once what an operation is told of and then fails with', async () => {
  await settle(() =>
    trackOperation('e.told', (operation) => {
      const error = new Error('x')
      operation.fail(error)
      throw error
    }),
  )
  expect(await countErrors()).toBe(1)
})

it('does not count again what the application recorded and threw on', async () => {
  const error = new Error('x')
  await settle(() =>
    trackOperation('e.outer', () =>
      trackOperation('e.inner', () => {
        recordError(error)
        throw error
      }),
    ),
  )
  expect(await countErrors()).toBe(1)
  expect(telemetry.span('e.inner').events).toHaveLength(1)
})

it('counts each operation that fails with one and the same object', async () => {
  const aborted = new Error('aborted')
  const runs = Array.from({ length: 5 }, () => trackOperation('e.aborted', () => Promise.reject(aborted)))
  await Promise.allSettled(runs)
  expect(await countErrors()).toBe(5)
})

it('counts what an operation in a scope is told of', async () => {
  const operation = startOperation('e.scope')
  operation.fail(new Error('one'))
  operation.fail(new Error('two'))
  operation.end()
  expect(await countErrors()).toBe(2)
})
