import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_ITEMS,
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  METRIC_OPERATION_ACTIVE,
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
} from '@cryo/conventions'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { getIgnoredCounts, trackOperation } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
  vi.useRealTimers()
})

/** What a function throws, and that it throws at all. */
async function caught(fn: () => unknown): Promise<{ error: unknown }> {
  try {
    await fn()
  } catch (error) {
    return { error }
  }
  throw new Error('nothing was thrown')
}

describe('a success', () => {
  it('is a span and a duration', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const result = trackOperation('t.success', { kind: 'database', itemsCount: 3 }, (operation) => {
      vi.advanceTimersByTime(1500)
      operation.addItems(4)
      return 'value'
    })
    expect(result).toBe('value')

    const span = telemetry.span('t.success')
    expect(span.kind).toBe(SpanKind.INTERNAL)
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.attributes).toEqual({ [ATTR_OPERATION_KIND]: 'database', [ATTR_ITEMS]: 7 })
    const series = { [ATTR_OPERATION_NAME]: 't.success', [ATTR_OPERATION_KIND]: 'database' }
    expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toEqual([
      { attributes: { ...series, [ATTR_OUTCOME]: 'success' }, value: 1, sum: 1.5 },
    ])
    expect(await telemetry.points(METRIC_OPERATION_ITEMS.name)).toMatchObject([
      { attributes: series, value: 7 },
    ])
    expect(await telemetry.points(METRIC_OPERATION_ACTIVE.name)).toMatchObject([
      { attributes: series, value: 0 },
    ])
  })

  it('counts as active while it runs', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const running = trackOperation('t.active', () => promise)
    expect(await telemetry.points(METRIC_OPERATION_ACTIVE.name)).toMatchObject([{ value: 1 }])
    resolve()
    await running
    expect(await telemetry.points(METRIC_OPERATION_ACTIVE.name)).toMatchObject([{ value: 0 }])
  })

  it('has its span active in fn and what fn awaits, and nowhere else', async () => {
    await trackOperation('t.outer', async () => {
      await Promise.resolve()
      trackOperation('t.inner', () => {})
    })
    expect(telemetry.span('t.inner').parentSpanContext?.spanId).toBe(
      telemetry.span('t.outer').spanContext().spanId,
    )
    expect(trace.getActiveSpan()).toBeUndefined()
  })

  it('has the items that a function reads from the result', async () => {
    await trackOperation('t.result', { itemsCount: (rows: string[]) => rows.length }, async () => ['a', 'b'])
    expect(telemetry.span('t.result').attributes[ATTR_ITEMS]).toBe(2)
  })

  it('is no failure of the caller where that function throws', () => {
    const options = {
      itemsCount: (): number => {
        throw new Error('no')
      },
    }
    expect(trackOperation('t.badcount', options, () => 5)).toBe(5)
    expect(telemetry.span('t.badcount').status.code).toBe(SpanStatusCode.UNSET)
  })

  it('measures by a clock that nobody sets back', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    trackOperation('t.clock', () => {
      vi.advanceTimersByTime(2000)
      vi.setSystemTime(0)
    })
    expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toMatchObject([{ value: 1, sum: 2 }])
  })
})

describe('a failure', () => {
  it('is recorded on span and metric and thrown on unchanged', async () => {
    class SolverError extends Error {}
    const thrown = new SolverError('did not converge')
    const { error } = await caught(() =>
      trackOperation('t.failure', () => {
        throw thrown
      }),
    )
    expect(error).toBe(thrown)

    const span = telemetry.span('t.failure')
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'did not converge' })
    expect(span.attributes[ATTR_ERROR_TYPE]).toBe('SolverError')
    expect(span.events).toHaveLength(1)
    expect(span.events[0]).toMatchObject({
      name: 'exception',
      attributes: {
        [ATTR_EXCEPTION_TYPE]: 'SolverError',
        [ATTR_EXCEPTION_MESSAGE]: 'did not converge',
        [ATTR_EXCEPTION_STACKTRACE]: expect.stringContaining('track-operation.test.ts'),
      },
    })
    expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toMatchObject([
      { attributes: { [ATTR_OUTCOME]: 'failure', [ATTR_ERROR_TYPE]: 'SolverError' }, value: 1 },
    ])
  })

  it.each([undefined, null, false, 0, '', Number.NaN, Symbol('s'), { a: 1 }])(
    'may be any value: %s',
    async (value) => {
      const sync = await caught(() =>
        trackOperation('t.sync', () => {
          throw value
        }),
      )
      const rejected = await caught(() => trackOperation('t.rejected', () => Promise.reject(value)))
      expect(sync).toEqual({ error: value })
      expect(rejected).toEqual({ error: value })
      for (const name of ['t.sync', 't.rejected']) {
        expect(telemetry.span(name).status.code).toBe(SpanStatusCode.ERROR)
        expect(telemetry.span(name).events).toHaveLength(1)
      }
      expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toMatchObject([
        { attributes: { [ATTR_OUTCOME]: 'failure' }, value: 1 },
        { attributes: { [ATTR_OUTCOME]: 'failure' }, value: 1 },
      ])
    },
  )

  it('keeps the items of the call', async () => {
    await caught(() => trackOperation('t.kept', { itemsCount: 9 }, () => Promise.reject(new Error('x'))))
    expect(await telemetry.points(METRIC_OPERATION_ITEMS.name)).toMatchObject([{ value: 9 }])
  })

  it('leaves credentials and huge texts out', async () => {
    const huge = new Error(`postgres://user:hunter2@host/db ${'x'.repeat(1e6)}`)
    await caught(() => trackOperation('t.secret', () => Promise.reject(huge)))
    const { events, status } = telemetry.span('t.secret')
    const text = JSON.stringify([events, status])
    expect(text).not.toContain('hunter2')
    expect(text).toContain('postgres://[redacted]@host/db')
    expect(text.length).toBeLessThan(8192 + 16_384 + 2048)
  })
})

describe('whatever is passed', () => {
  it('counts what is no amount as ignored', () => {
    const before = getIgnoredCounts().values
    const wrong = [Number.NaN, -1, 5n, Infinity, '3', null] as number[]
    for (const itemsCount of wrong) trackOperation('t.amounts', { itemsCount }, () => {})
    trackOperation('t.added', (operation) => {
      for (const count of wrong) operation.addItems(count)
      operation.addItems(2)
    })
    expect(getIgnoredCounts().values - before).toBe(2 * wrong.length)
    expect(telemetry.span('t.added').attributes[ATTR_ITEMS]).toBe(2)
  })

  it('runs fn once with options that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const throwing = {
      get itemsCount(): number {
        throw new Error('getter')
      },
    }
    for (const options of [null, 5, 'text', proxy, throwing, { kind: 'other' }, { context: proxy }]) {
      const fn = vi.fn<() => string>(() => 'done')
      expect(trackOperation('t.options', options as never, fn)).toBe('done')
      expect(fn).toHaveBeenCalledTimes(1)
    }
    const kinds = telemetry.spans().map((span) => span.attributes[ATTR_OPERATION_KIND])
    expect(new Set(kinds)).toEqual(new Set(['operation']))
  })

  it('runs fn once with a name that is none', () => {
    for (const name of [undefined, null, 5, Symbol('s'), '', {}, 'x'.repeat(1e6)]) {
      expect(trackOperation(name as string, () => 1)).toBe(1)
    }
    expect(telemetry.spans()).toHaveLength(7)
    for (const span of telemetry.spans()) {
      expect(span.name).not.toBe('')
      expect(Buffer.byteLength(span.name)).toBeLessThanOrEqual(256)
    }
  })

  it('keeps credentials out of names', async () => {
    trackOperation('GET https://bob:hunter2@host/x', () => {})
    const points = await telemetry.points(METRIC_OPERATION_DURATION.name)
    expect(telemetry.spans()[0]?.name).toBe('GET https://[redacted]@host/x')
    expect(JSON.stringify(points)).not.toContain('hunter2')
  })
})
