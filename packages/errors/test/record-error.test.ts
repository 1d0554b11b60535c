import {
  ATTR_CONTEXT_PREFIX,
  ATTR_ERROR_GROUP,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  METRIC_ERRORS,
} from '@cryo/conventions'
import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { getFailedRecordings, recordError } from '../src/index.ts'
import { createRandom, makeHostileValue } from './fixtures/hostile-values.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
const { stackTraceLimit } = Error
afterEach(() => {
  telemetry.stop()
  Error.stackTraceLimit = stackTraceLimit
})

/** Attributes of the exception events of a span. */
function eventsOf(name: string): Attributes[] {
  return telemetry.span(name).events.map((event) => event.attributes ?? {})
}

function inSpan(name: string, fn: () => void): void {
  trace.getTracer('test').startActiveSpan(name, (span) => {
    fn()
    span.end()
  })
}

describe('outside a span', () => {
  it('is a span of its own and one in the metric', async () => {
    const error = new RangeError('out of range')
    recordError(error, { row: 7 })
    const span = telemetry.span('RangeError')
    expect(span.kind).toBe(SpanKind.INTERNAL)
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'out of range' })
    const group = span.attributes[ATTR_ERROR_GROUP]
    expect(group).toMatch(/^[0-9a-f]{16}$/)
    expect(span.attributes).toEqual({ [ATTR_ERROR_TYPE]: 'RangeError', [ATTR_ERROR_GROUP]: group })
    expect(eventsOf('RangeError')).toEqual([
      {
        [ATTR_EXCEPTION_TYPE]: 'RangeError',
        [ATTR_EXCEPTION_MESSAGE]: 'out of range',
        [ATTR_EXCEPTION_STACKTRACE]: error.stack,
        [ATTR_ERROR_GROUP]: group,
        [`${ATTR_CONTEXT_PREFIX}row`]: 7,
      },
    ])
    expect(await telemetry.points(METRIC_ERRORS.name)).toEqual([
      {
        attributes: { [ATTR_ERROR_TYPE]: 'RangeError', [ATTR_ERROR_GROUP]: group },
        value: 1,
        sum: undefined,
      },
    ])
  })

  it('is one too where the active span has ended', () => {
    const span = trace.getTracer('test').startSpan('t.ended')
    span.end()
    inSpan('t.around', () => {
      trace.getActiveSpan()?.end()
      recordError(new Error('late'))
    })
    expect(eventsOf('Error')).toHaveLength(1)
    expect(telemetry.span('Error').parentSpanContext?.spanId).toBe(
      telemetry.span('t.around').spanContext().spanId,
    )
  })
})

describe('in a span', () => {
  it('is an event of that span, which stays what it was otherwise', () => {
    inSpan('t.active', () => recordError(new Error('x'), { file: 'a.csv' }))
    expect(telemetry.spans()).toHaveLength(1)
    const span = telemetry.span('t.active')
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.attributes).toEqual({})
    expect(eventsOf('t.active')).toMatchObject([
      { [ATTR_EXCEPTION_MESSAGE]: 'x', [`${ATTR_CONTEXT_PREFIX}file`]: 'a.csv' },
    ])
  })

  it('is one event however often it is recorded, and counts each time', async () => {
    const error = new Error('x')
    inSpan('t.twice', () => {
      recordError(error)
      recordError(error)
      recordError(error, { attempt: 3 })
    })
    expect(eventsOf('t.twice')).toHaveLength(2)
    expect(eventsOf('t.twice')[1]).toHaveProperty(`${ATTR_CONTEXT_PREFIX}attempt`, 3)
    expect(await telemetry.points(METRIC_ERRORS.name)).toMatchObject([{ value: 3 }])
  })
})

describe('the form with texts', () => {
  it('has type, message, stack and context', () => {
    recordError('ValidationError', 'row 5 is empty', 'at row 5', { file: 'a.csv' })
    expect(eventsOf('ValidationError')).toMatchObject([
      {
        [ATTR_EXCEPTION_TYPE]: 'ValidationError',
        [ATTR_EXCEPTION_MESSAGE]: 'row 5 is empty',
        [ATTR_EXCEPTION_STACKTRACE]: 'at row 5',
        [`${ATTR_CONTEXT_PREFIX}file`]: 'a.csv',
      },
    ])
  })

  it('needs no stack', () => {
    recordError('NoStack', 'm', undefined, { a: 1 })
    expect(eventsOf('NoStack')[0]).not.toHaveProperty(ATTR_EXCEPTION_STACKTRACE)
    expect(eventsOf('NoStack')[0]).toHaveProperty(`${ATTR_CONTEXT_PREFIX}a`, 1)
  })

  it('takes a caught error for its message', () => {
    const loose = recordError as (...args: unknown[]) => void
    loose('ParseError', new SyntaxError('bad'), { file: 'a' })
    expect(eventsOf('ParseError')).toMatchObject([
      {
        [ATTR_EXCEPTION_TYPE]: 'ParseError',
        [ATTR_EXCEPTION_MESSAGE]: 'bad',
        [ATTR_EXCEPTION_STACKTRACE]: expect.stringContaining('SyntaxError: bad'),
        [`${ATTR_CONTEXT_PREFIX}file`]: 'a',
      },
    ])
  })

  it('takes one text for a thrown text', () => {
    recordError('boom', { file: 'a' })
    expect(eventsOf('string')).toMatchObject([
      { [ATTR_EXCEPTION_MESSAGE]: 'boom', [`${ATTR_CONTEXT_PREFIX}file`]: 'a' },
    ])
  })
})

describe('any input', () => {
  it.each([undefined, null, 0, '', false, {}, []])('is an error: %o', async (value) => {
    recordError(value)
    expect(telemetry.spans()).toHaveLength(1)
    expect(telemetry.spans()[0]?.events).toHaveLength(1)
    expect(await telemetry.points(METRIC_ERRORS.name)).toMatchObject([{ value: 1 }])
  })

  it('is recorded without a throw: 100,000 of them', async () => {
    // Spans of all of them would not fit into memory, and frames are not what this is about.
    trace.disable()
    Error.stackTraceLimit = 1
    const before = getFailedRecordings()
    const random = createRandom(20_260_101)
    const loose = recordError as (...args: unknown[]) => void
    for (let count = 0; count < 100_000; count++) {
      const args = Array.from({ length: Math.floor(random() * 5) }, () => makeHostileValue(random))
      loose(...args)
    }
    const points = await telemetry.points(METRIC_ERRORS.name)
    expect(points.reduce((sum, point) => sum + point.value, 0)).toBe(100_000)
    expect(getFailedRecordings()).toBe(before)
  }, 180_000)

  it('is recorded on spans too: 5,000 of them', () => {
    const before = getFailedRecordings()
    const random = createRandom(7)
    for (let count = 0; count < 5000; count++) {
      recordError(makeHostileValue(random), makeHostileValue(random) as Record<string, unknown>)
    }
    expect(telemetry.spans()).toHaveLength(5000)
    expect(getFailedRecordings()).toBe(before)
  })

  it('is bounded', () => {
    const text = 'x'.repeat(1e6)
    const context = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, text]))
    recordError('T'.repeat(1e6), text, text, context)
    const [span] = telemetry.spans()
    expect(span?.name.length).toBeLessThan(100)
    const attributes = span?.events[0]?.attributes ?? {}
    expect(Buffer.byteLength(String(attributes[ATTR_EXCEPTION_MESSAGE]))).toBeLessThanOrEqual(8192)
    expect(Buffer.byteLength(String(attributes[ATTR_EXCEPTION_STACKTRACE]))).toBeLessThanOrEqual(16_384)
    expect(Buffer.byteLength(JSON.stringify([span?.attributes, span?.status, attributes]))).toBeLessThan(
      40_000,
    )
  })
})

it('leaves credentials out, wherever they are', async () => {
  const secret = 'hunter2'
  const error = new Error(`connect postgres://app:${secret}@db/app`, { cause: new Error(`token=${secret}`) })
  error.name = `password=${secret}`
  recordError(error, { password: secret, nested: { apiKey: secret }, [`token=${secret}`]: 1 })
  recordError(`key=${secret}`, `Authorization: Bearer ${secret}`, `at https://u:${secret}@host`, {
    cookie: secret,
  })
  const text = JSON.stringify([
    telemetry.spans().map(({ name, attributes, status, events }) => [name, attributes, status, events]),
    await telemetry.points(METRIC_ERRORS.name),
  ])
  expect(telemetry.spans()).toHaveLength(2)
  expect(text).toContain('[redacted]')
  expect(text).not.toContain(secret)
})
