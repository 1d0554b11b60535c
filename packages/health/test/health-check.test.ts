import { readFile } from 'node:fs/promises'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { addHealthCheck, getHealth, getRefusedChecks, stopHealth } from '../src/index.ts'
import type { CheckFunction, CheckReport } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'
import { until } from './fixtures/until.ts'

const OFTEN = { intervalSeconds: 0.1, timeoutSeconds: 0.05 }

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  stopHealth()
  telemetry.stop()
})

async function read(name: string): Promise<CheckReport> {
  const { database, api, system } = await getHealth()
  const report = [...database, ...api, ...system].find((one) => one.name === name)
  if (report === undefined) throw new Error(`there is no check ${name}`)
  return report
}

/** Values of a series by the attribute that tells them apart, of one check. */
async function statuses(name: string): Promise<Record<string, number>> {
  const points = await telemetry.points('cryo.health.status')
  const own = points.filter(({ attributes }) => attributes['cryo.check.name'] === name)
  return Object.fromEntries(own.map((point) => [String(point.attributes['cryo.check.status']), point.value]))
}

describe('what a check gives', () => {
  it.each<[string, CheckFunction, Partial<CheckReport>]>([
    ['nothing', () => undefined, { status: 'ok', message: null, failuresInARow: 0 }],
    ['true', () => true, { status: 'ok' }],
    ['a row', () => ({ rows: [1] }), { status: 'ok' }],
    ['a result', () => ({ status: 'warning', message: 'low' }), { status: 'warning', message: 'low' }],
    ['an error result', () => ({ status: 'error', message: 'gone' }), { status: 'error', failuresInARow: 1 }],
    ['unknown', () => ({ status: 'unknown' }), { status: 'unknown', failuresInARow: 0 }],
    ['another status', () => ({ status: 'fine' }), { status: 'ok' }],
    ['false', () => false, { status: 'error', message: 'the check returned false' }],
    ['a promise of false', async () => false, { status: 'error' }],
    [
      'an error',
      () => {
        throw new Error('boom')
      },
      { status: 'error', message: 'boom', failuresInARow: 1 },
    ],
    ['a rejection of undefined', () => Promise.reject(undefined), { status: 'error', failuresInARow: 1 }],
    [
      'a thrown null',
      () => {
        throw null
      },
      { status: 'error' },
    ],
    [
      'a refused connection',
      () => Promise.reject(new AggregateError([new Error('connect ECONNREFUSED')])),
      { message: 'connect ECONNREFUSED' },
    ],
    [
      'a password',
      () => Promise.reject(new Error('no way to postgres://ann:hunter2@db/x')),
      { message: expect.not.stringContaining('hunter2') as string },
    ],
    [
      'an object that throws whatever it is asked',
      () =>
        new Proxy(
          {},
          {
            get: (): never => {
              throw undefined
            },
          },
        ),
      { status: 'error' },
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        throw proxy
      },
      { status: 'error' },
    ],
    ['no function', 7 as unknown as CheckFunction, { status: 'error', failuresInARow: 1 }],
  ])('%s', async (_name, fn, expected) => {
    addHealthCheck('one', fn)
    expect(await read('one')).toMatchObject({ name: 'one', kind: 'system', ...expected })
  })

  it('is told as telemetry', async () => {
    addHealthCheck('told', () => ({ status: 'warning', message: 'low' }), { kind: 'api', required: true })
    await getHealth()
    expect(await statuses('told')).toEqual({ ok: 0, warning: 1, error: 0, unknown: 0 })
    expect(await telemetry.points('cryo.health.failures')).toMatchObject([{ value: 0 }])
    expect(await telemetry.points('cryo.health.required')).toMatchObject([{ value: 1 }])
    expect(await telemetry.points('cryo.health.check.duration')).toMatchObject([
      { value: 1, attributes: { 'cryo.check.name': 'told', 'cryo.check.kind': 'api' } },
    ])
    const span = await until(
      () => telemetry.spans().find(({ name }) => name === 'told check'),
      (found) => found !== undefined,
    )
    expect(span?.attributes).toMatchObject({ 'cryo.check.status': 'warning', 'cryo.check.message': 'low' })
  })
})

describe('failures in a row', () => {
  it('are warnings before they are an error, and end with a success', async () => {
    let fails = true
    addHealthCheck(
      'row',
      () => {
        if (fails) throw new Error('down')
      },
      { ...OFTEN, failureThreshold: 3 },
    )
    expect(await read('row')).toMatchObject({ status: 'warning', failuresInARow: 1 })
    const seen = new Set<string>()
    const last = await until(
      async () => {
        const report = await read('row')
        seen.add(`${report.failuresInARow} ${report.status}`)
        return report
      },
      ({ failuresInARow }) => failuresInARow === 4,
    )
    expect(last.status).toBe('error')
    expect([...seen]).toEqual(['1 warning', '2 warning', '3 error', '4 error'])
    fails = false
    const well = await until(
      () => read('row'),
      ({ status }) => status === 'ok',
    )
    expect(well.failuresInARow).toBe(0)
  })
})

describe('a check that hangs', () => {
  it('is cut, counted each time that it is due, and never called twice at once', async () => {
    const calls: AbortSignal[] = []
    const answers: PromiseWithResolvers<boolean>[] = []
    addHealthCheck(
      'hang',
      ({ signal }) => {
        calls.push(signal)
        const answer = Promise.withResolvers<boolean>()
        answers.push(answer)
        return answer.promise
      },
      OFTEN,
    )
    const first = await read('hang')
    expect(first).toMatchObject({ status: 'error', message: 'no answer within 0.05 s', failuresInARow: 1 })
    expect(calls[0]?.aborted).toBe(true)
    const third = await until(
      () => read('hang'),
      ({ failuresInARow }) => failuresInARow === 3,
    )
    expect(third.message).toMatch(/^has not answered for/)
    expect(calls).toHaveLength(1)

    // The late answer does not count; it only lets the check run again.
    answers[0]?.resolve(true)
    await until(
      () => calls.length,
      (count) => count === 2,
    )
    expect((await read('hang')).status).toBe('error')
    answers[1]?.resolve(true)
    const well = await until(
      () => read('hang'),
      ({ status }) => status === 'ok',
    )
    expect(well.failuresInARow).toBe(0)
  })

  it('is not blamed for an event loop that was blocked', async () => {
    addHealthCheck(
      'blocked',
      () => {
        // Its answer is there while the loop stands still, and comes after the timers when it turns again.
        setImmediate(() => {
          const end = performance.now() + 400
          while (performance.now() < end) continue
        })
        return readFile(import.meta.filename)
      },
      { timeoutSeconds: 0.2 },
    )
    expect(await read('blocked')).toMatchObject({ status: 'ok', failuresInARow: 0 })
  })
})

describe('the end of a check', () => {
  it('lets nothing more happen', async () => {
    const answer = Promise.withResolvers<boolean>()
    const started = Promise.withResolvers<AbortSignal>()
    const stop = addHealthCheck('ended', ({ signal }) => {
      started.resolve(signal)
      return answer.promise
    })
    const signal = await started.promise
    stop()
    stop()
    expect(signal.aborted).toBe(true)
    answer.reject(undefined)
    await new Promise((resolve) => setImmediate(resolve))
    expect((await getHealth()).system).toEqual([])
    expect(await statuses('ended')).toEqual({ ok: 0, warning: 0, error: 0, unknown: 0 })
    expect(await telemetry.points('cryo.health.failures')).toMatchObject([{ value: 0 }])
  })

  it('of one that was replaced leaves its successor alone', async () => {
    let calls = 0
    const stopFirst = addHealthCheck('twice', () => false)
    addHealthCheck('twice', () => {
      calls++
    })
    stopFirst()
    expect((await getHealth()).system).toMatchObject([{ name: 'twice', status: 'ok' }])
    expect(calls).toBe(1)
  })
})

describe('bad input', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const hostile = {
    get kind(): never {
      throw new Error('x')
    },
    get intervalSeconds(): never {
      throw new Error('x')
    },
  }
  it.each<[string, unknown, unknown]>([
    ['names', Symbol('x'), undefined],
    ['a long name', 'n'.repeat(100_000), undefined],
    ['a revoked proxy', proxy, proxy],
    ['getters that throw', 'getters', hostile],
    [
      'numbers that are none',
      'numbers',
      { intervalSeconds: Number.NaN, timeoutSeconds: -1, failureThreshold: 1n },
    ],
    ['texts', 'texts', { intervalSeconds: '1', timeoutSeconds: {}, required: 'yes', kind: 'other' }],
    ['null', null, null],
  ])('%s throws nothing, the check runs', async (_case, name, options) => {
    addHealthCheck(name as string, () => true, options as object)
    const { system } = await getHealth()
    expect(system).toMatchObject([{ status: 'ok', kind: 'system', required: false }])
    expect(Buffer.byteLength(system[0]?.name ?? '')).toBeLessThanOrEqual(256)
  })

  it('counts checks beyond two hundred and runs none of them', async () => {
    const before = getRefusedChecks()
    for (let index = 0; index < 200; index++) addHealthCheck(`check ${index}`, () => true)
    let called = false
    addHealthCheck('one more', () => {
      called = true
    })
    expect(getRefusedChecks() - before).toBe(1)
    expect((await getHealth()).system).toHaveLength(200)
    expect(called).toBe(false)
  })
})
