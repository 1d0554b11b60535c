import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { ATTR_CONTEXT_PREFIX, ATTR_ERROR_TYPE, METRIC_OPERATION_DURATION } from '@cryo/conventions'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { getIgnoredCounts, type Operation, startOperation, trackOperation } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
})

/** Has an operation in its scope while it waits. */
async function holdOperation(name: string): Promise<void> {
  using operation = startOperation(name)
  await Promise.resolve()
  operation.addItems(1)
}

describe('using', () => {
  it('ends the operation with the scope', () => {
    {
      using operation = startOperation('s.scope')
      expect(operation.name).toBe('s.scope')
      expect(telemetry.spans()).toHaveLength(0)
    }
    expect(telemetry.span('s.scope').status.code).toBe(SpanStatusCode.UNSET)
  })

  it('leaves the active span alone, also between asynchronous functions', async () => {
    const running = holdOperation('s.first')
    expect(trace.getActiveSpan()).toBeUndefined()
    trackOperation('s.second', () => {})
    await running
    expect(telemetry.span('s.second').parentSpanContext).toBeUndefined()
  })

  it('ends once, however often it is ended', async () => {
    const operation = startOperation('s.twice')
    operation.end()
    operation.end()
    operation[Symbol.dispose]()
    expect(telemetry.spans()).toHaveLength(1)
    expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toMatchObject([{ value: 1 }])
  })

  it('counts what comes after the end', () => {
    const operation = startOperation('s.late')
    operation.end()
    const before = getIgnoredCounts().afterEnd
    operation.fail(new Error('late'))
    operation.addItems(1)
    operation.setContext({ a: 1 })
    expect(getIgnoredCounts().afterEnd - before).toBe(3)
    expect(telemetry.span('s.late').status.code).toBe(SpanStatusCode.UNSET)
  })
})

it('keeps nothing of what has ended, however long operations start one another', async () => {
  const first: WeakRef<Operation>[] = []
  function startNext(depth: number): Operation {
    const operation = startOperation('s.chain')
    if (depth === 0) return operation
    first.push(new WeakRef(operation))
    const last = operation.run(() => startNext(depth - 1))
    operation.end()
    return last
  }
  const last = startNext(50)
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  for (let round = 0; round < 5; round++) {
    // A WeakRef holds what it refers to until the end of the job that made it.
    // oxlint-disable-next-line no-await-in-loop -- one round after the other.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
  }
  const kept = first.filter((reference) => reference.deref() !== undefined)
  expect(kept.length).toBeLessThan(3)
  last.end()
})

describe('fail', () => {
  it('takes undefined for an error', () => {
    const operation = startOperation('s.fail')
    operation.fail(undefined)
    operation.fail(undefined)
    operation.end()
    expect(telemetry.span('s.fail').events).toHaveLength(1)
    expect(telemetry.span('s.fail').attributes[ATTR_ERROR_TYPE]).toBe('undefined')
  })

  it('records the same error once, others beside it', () => {
    const [first, second] = [new TypeError('first'), new RangeError('second')]
    const operation = startOperation('s.errors')
    operation.fail(first)
    operation.fail(first)
    operation.fail(second)
    operation.end()
    const span = telemetry.span('s.errors')
    expect(span.events.map((event) => event.attributes?.['exception.message'])).toEqual(['first', 'second'])
    expect(span.attributes[ATTR_ERROR_TYPE]).toBe('TypeError')
    expect(span.status.message).toBe('first')
  })
})

describe('run', () => {
  it('makes the span active for fn only', () => {
    using operation = startOperation('s.run')
    operation.run(() => trackOperation('s.child', () => {}))
    trackOperation('s.sibling', () => {})
    operation.end()
    const { spanId } = telemetry.span('s.run').spanContext()
    expect(telemetry.span('s.child').parentSpanContext?.spanId).toBe(spanId)
    expect(telemetry.span('s.sibling').parentSpanContext).toBeUndefined()
  })

  it('records what fn throws, and goes on', () => {
    const thrown = new Error('x')
    using operation = startOperation('s.throws')
    expect(() =>
      operation.run(() => {
        throw thrown
      }),
    ).toThrow(thrown)
    expect(telemetry.spans()).toHaveLength(0)
    operation.end()
    expect(telemetry.span('s.throws').status.code).toBe(SpanStatusCode.ERROR)
  })

  it('follows a promise', async () => {
    const operation = startOperation('s.async')
    await expect(operation.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
    operation.end()
    expect(telemetry.span('s.async').status.code).toBe(SpanStatusCode.ERROR)
  })
})

describe('setContext', () => {
  it('puts bounded attributes without credentials on the span', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]))
    const operation = startOperation('s.context', { context: { batch: 7, password: 'hunter2' } })
    operation.setContext({ file: 'a.csv', url: 'https://bob:hunter2@host/' })
    operation.end()
    using bounded = startOperation('s.bounded')
    bounded.setContext(many)
    bounded.end()
    expect(telemetry.span('s.context').attributes).toMatchObject({
      [`${ATTR_CONTEXT_PREFIX}batch`]: 7,
      [`${ATTR_CONTEXT_PREFIX}password`]: '[redacted]',
      [`${ATTR_CONTEXT_PREFIX}file`]: 'a.csv',
      [`${ATTR_CONTEXT_PREFIX}url`]: 'https://[redacted]@host/',
    })
    const keys = Object.keys(telemetry.span('s.bounded').attributes)
    expect(keys.filter((key) => key.startsWith(ATTR_CONTEXT_PREFIX))).toHaveLength(64)
  })
})
