import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { ATTR_OUTCOME, METRIC_OPERATION_ACTIVE, METRIC_OPERATION_DURATION } from '@cryo/conventions'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { trackOperation } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
})

/** Runs a script in a process of its own, with `trackOperation` in its scope. */
function runScript(body: string): Promise<{ stdout: string }> {
  const imports = `import { trackOperation } from '${new URL('../src/index.ts', import.meta.url).href}'`
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', `${imports}\n${body}`], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
}

/** A query that runs each time that its `then` is called, as those of query builders do. */
class Query {
  readonly #execute: () => Promise<string[]>
  constructor(execute: () => Promise<string[]>) {
    this.#execute = execute
  }
  // oxlint-disable-next-line unicorn/no-thenable -- it is what the test is about.
  then<A, B>(
    onValue?: ((rows: string[]) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#execute().then(onValue, onError)
  }
}

describe('a promise', () => {
  it('stays a promise of its class with its value', async () => {
    class Cancellable<T> extends Promise<T> {}
    const value = { rows: 3 }
    const result = trackOperation('o.subclass', () => Cancellable.resolve(value))
    expect(result).toBeInstanceOf(Cancellable)
    expect(telemetry.spans()).toHaveLength(0)
    expect(await result).toBe(value)
    expect(telemetry.spans()).toHaveLength(1)
  })

  it('goes back as it is where its class lets nobody observe it', async () => {
    class Closed<T> extends Promise<T> {
      // oxlint-disable-next-line unicorn/no-thenable -- it is what the test is about.
      override then(): never {
        throw new Error('closed')
      }
    }
    const closed = Closed.resolve(1)
    const result = trackOperation('o.closed', () => ({ closed: trackOperation('o.then', () => closed) }))
    expect(result.closed).toBe(closed)
    expect(telemetry.span('o.then').status.code).toBe(SpanStatusCode.UNSET)
  })

  it.each([
    ['without us', 'await 0; fail()'],
    ['with us', "trackOperation('x', () => fail())"],
  ])('that nobody handles ends the process %s', async (_name, body) => {
    await expect(
      runScript(`async function fail() { throw new TypeError('unhandled') }\n${body}`),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('TypeError: unhandled') })
  })
})

it('throws what fn threw where the stack has no room left to record it', async () => {
  const { stdout } = await runScript(`
    const sentinel = new Error('theirs')
    let isDeepest = true
    let levels = 0
    let replaced = 0
    function descend() {
      return trackOperation('deep', () => {
        try {
          return descend()
        } catch (error) {
          if (!isDeepest && error !== sentinel) replaced++
          isDeepest = false
          levels++
          throw sentinel
        }
      })
    }
    for (let run = 0; run < 5; run++) {
      isDeepest = true
      try {
        descend()
      } catch {}
    }
    console.log(levels > 500, replaced)
  `)
  expect(stdout).toBe('true 0\n')
})

describe('an object with a then', () => {
  it('is returned itself, runs once and within the operation', async () => {
    const parents: (string | undefined)[] = []
    const execute = vi.fn<() => Promise<string[]>>(async () => {
      parents.push(trace.getActiveSpan()?.spanContext().spanId)
      return ['row']
    })
    const query = new Query(execute)
    const result = trackOperation('o.query', { itemsCount: (rows: string[]) => rows.length }, () => query)
    expect(result).toBe(query)
    expect(execute).not.toHaveBeenCalled()
    expect(telemetry.spans()).toHaveLength(0)
    expect(await result).toEqual(['row'])
    expect(execute).toHaveBeenCalledTimes(1)
    expect(parents).toEqual([telemetry.span('o.query').spanContext().spanId])
    expect(telemetry.span('o.query').attributes['cryo.items']).toBe(1)

    await result
    expect(execute).toHaveBeenCalledTimes(2)
    expect(parents[1]).toBeUndefined()
    expect(telemetry.spans()).toHaveLength(1)
  })

  it('fails with what it rejects with', async () => {
    const query = new Query(() => Promise.reject(undefined))
    await expect(trackOperation('o.rejects', () => query)).rejects.toBeUndefined()
    expect(telemetry.span('o.rejects').status.code).toBe(SpanStatusCode.ERROR)
  })

  it('keeps the handlers of the caller', async () => {
    const failing = new Query(() => Promise.reject(new Error('x')))
    const handled = trackOperation('o.handled', () => failing).then(null, (error) => [String(error)])
    expect(await handled).toEqual(['Error: x'])
  })

  it('is a plain value where it cannot be observed', async () => {
    const frozen = Object.freeze(new Query(async () => ['row']))
    const answersAll = new Proxy({}, { get: () => () => {} })
    expect(trackOperation('o.frozen', () => frozen)).toBe(frozen)
    expect(trackOperation('o.proxy', () => answersAll)).toBe(answersAll)
    expect(telemetry.spans().map((span) => span.name)).toEqual(['o.frozen', 'o.proxy'])
    expect(await frozen).toEqual(['row'])
  })
})

function* count(to: number): Generator<number, string, undefined> {
  for (let index = 0; index < to; index++) {
    trackOperation('o.step', () => {})
    yield index
  }
  return 'done'
}

function* echo(): Generator<string, string, string> {
  const got = yield 'first'
  return got
}

describe('a generator', () => {
  it('is one operation from the first step to the last, and active in each', () => {
    const wrapped = trackOperation('o.sync')(count)
    const iterator = wrapped(2)
    expect(Object.prototype.toString.call(iterator)).toBe('[object Generator]')
    expect(iterator.map((value) => value * 10).toArray()).toEqual([0, 10])
    const { spanId } = telemetry.span('o.sync').spanContext()
    const steps = telemetry.spans().filter((span) => span.name === 'o.step')
    expect(steps.map((step) => step.parentSpanContext?.spanId)).toEqual([spanId, spanId])
    expect(iterator.next()).toEqual({ value: undefined, done: true })
  })

  it('takes values and returns one', () => {
    const iterator = trackOperation('o.echo')(echo)()
    expect(iterator.next('ignored')).toEqual({ value: 'first', done: false })
    expect(iterator.next('given')).toEqual({ value: 'given', done: true })
  })

  it('ends when the loop over it is left', () => {
    for (const value of trackOperation('o.left')(count)(100)) if (value === 3) break
    expect(telemetry.span('o.left').status.code).toBe(SpanStatusCode.UNSET)
  })

  it('fails with what it throws', () => {
    const thrown = new Error('x')
    const wrapped = trackOperation('o.throws')(function* (): Generator<number> {
      yield 1
      throw thrown
    })
    expect(() => [...wrapped()]).toThrow(thrown)
    expect(telemetry.span('o.throws').status.code).toBe(SpanStatusCode.ERROR)
  })

  it('is nothing where nobody iterates it', async () => {
    const wrapped = trackOperation('o.unused')(count)
    wrapped(5)
    wrapped(5).return('early')
    expect(telemetry.spans()).toHaveLength(0)
    expect(await telemetry.points(METRIC_OPERATION_ACTIVE.name)).toEqual([])
  })

  it('may be asynchronous', async () => {
    const wrapped = trackOperation('o.async')(async function* (to: number): AsyncGenerator<number> {
      for (let index = 0; index < to; index++) {
        trackOperation('o.asyncStep', () => {})
        yield index
      }
      await Promise.resolve()
      throw undefined
    })
    const seen: number[] = []
    await expect(
      (async (): Promise<void> => {
        for await (const value of wrapped(2)) seen.push(value)
      })(),
    ).rejects.toBeUndefined()
    expect(seen).toEqual([0, 1])
    const { spanId } = telemetry.span('o.async').spanContext()
    const steps = telemetry.spans().filter((span) => span.name === 'o.asyncStep')
    expect(steps.map((step) => step.parentSpanContext?.spanId)).toEqual([spanId, spanId])
    expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toContainEqual(
      expect.objectContaining({ attributes: expect.objectContaining({ [ATTR_OUTCOME]: 'failure' }) }),
    )
  })

  it('in a block is the block until it is over', () => {
    const iterator = trackOperation('o.block', () => count(1))
    expect(telemetry.spans().filter((span) => span.name === 'o.block')).toHaveLength(0)
    expect([...iterator]).toEqual([0])
    expect(telemetry.span('o.block').status.code).toBe(SpanStatusCode.UNSET)
  })
})
