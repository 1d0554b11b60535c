import { describe, expect, it } from 'vitest'

import { describeException, readErrorType } from '../../src/redaction/index.ts'

describe('readErrorType', () => {
  class SolverError extends Error {}
  class NamedError extends Error {
    override name = 'ConvergenceError'
  }
  /** As the PostgreSQL driver does it. */
  class DatabaseError extends Error {
    override name = 'error'
  }
  it.each<[unknown, string]>([
    [new Error('x'), 'Error'],
    [new TypeError('x'), 'TypeError'],
    [new SolverError('x'), 'SolverError'],
    [new NamedError('x'), 'ConvergenceError'],
    [new DatabaseError('x'), 'DatabaseError'],
    [new DOMException('x', 'AbortError'), 'AbortError'],
    [new AggregateError([]), 'AggregateError'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', 'string'],
    [5n, 'bigint'],
    [{ a: 1 }, 'Object'],
    [Object.create(null), 'Object'],
    [Object.assign(new Error('x'), { name: 5 }), 'Error'],
    [Object.assign(new Error('x'), { name: 'Two\nlines' }), 'Two lines'],
    [Object.assign(new Error('x'), { name: 'token=hunter2' }), 'token=[redacted]'],
  ])('%o', (error, type) => {
    expect(readErrorType(error)).toBe(type)
  })

  it('is bounded', () => {
    expect(readErrorType(Object.assign(new Error('x'), { name: 'N'.repeat(1e6) })).length).toBeLessThan(100)
  })
})

describe('describeException', () => {
  it('has type, message and stack', () => {
    const described = describeException(new RangeError('bad'))
    expect(described).toMatchObject({ type: 'RangeError', message: 'bad' })
    expect(described.stack).toMatch(/^RangeError: bad\n {4}at .*describe-exception\.test\.ts/)
  })

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', 'text'],
    [0, '0'],
    [{ code: 5 }, '{"code":5}'],
    [{ message: 'like an error' }, 'like an error'],
    [Object.assign(new Error('x'), { message: { a: 1 } }), '{"a":1}'],
    [new Error(''), ''],
  ])('takes any value: %o', (error, message) => {
    expect(describeException(error).message).toBe(message)
  })

  it('shows causes and the errors of an AggregateError', () => {
    const root = new Error('connection refused')
    const error = new AggregateError([new TypeError('first'), 'second'], 'all failed', {
      cause: new Error('query failed', { cause: root }),
    })
    const causes = describeException(error)
      .stack?.split('\n')
      .filter((line) => line.startsWith('Caused by: '))
    expect(causes).toEqual([
      'Caused by: Error: query failed',
      'Caused by: Error: connection refused',
      'Caused by: TypeError: first',
      'Caused by: second',
    ])
  })

  it('ends with causes that go round or never end', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeException(error).stack?.match(/Caused by/g)).toHaveLength(1)
    const endless = new Error('endless')
    Object.defineProperty(endless, 'cause', { get: () => new Error('endless', { cause: endless }) })
    expect(describeException(endless).stack?.length).toBeLessThan(16_384)
  })

  it('bounds message and stack, and keeps the frames of a long message', () => {
    const { message, stack } = describeException(new Error(`start ${'é'.repeat(100_000)}`))
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(8192)
    expect(message.startsWith('start é')).toBe(true)
    expect(Buffer.byteLength(stack ?? '')).toBeLessThanOrEqual(16_384)
    expect(stack).toContain('describe-exception.test.ts')
    const huge = describeException(new Error('x'.repeat(2e6)))
    expect(Buffer.byteLength(huge.message)).toBeLessThanOrEqual(8192)
    expect(huge.stack).toBeUndefined()
  })

  it('leaves credentials out of message, stack and causes', () => {
    const error = new Error('postgres://u:hunter2@host', { cause: new Error('password=hunter2') })
    expect(JSON.stringify(describeException(error))).not.toContain('hunter2')
  })

  it('takes an error whose every property throws', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('trap')
      },
    })
    expect(describeException(hostile)).toEqual({ type: 'Object', message: '{}', stack: undefined })
  })
})
