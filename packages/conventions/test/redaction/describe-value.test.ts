import { describe, expect, it } from 'vitest'

import { describeValue, toContextAttributes } from '../../src/redaction/index.ts'

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function cycle(): object {
  const value: { self?: object; n: number } = { n: 1 }
  value.self = value
  return value
}

const throwing = {
  a: 1,
  get b(): never {
    throw new Error('getter')
  },
}

describe('describeValue', () => {
  it.each<[unknown, string]>([
    ['text', 'text'],
    [5, '5'],
    [-0.5, '-0.5'],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [10n ** 1000n, '[BigInt]'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), '[Symbol]'],
    [() => 1, '[Function]'],
    [[1, 'a', [2]], '[1,"a",[2]]'],
    [{ a: { b: 'c' } }, '{"a":{"b":"c"}}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Date(Number.NaN), '[Invalid Date]'],
    [/a+/, '"a+"'],
    [new TypeError('x'), '"TypeError: x"'],
    [new Map([['a', 1]]), '{"a":1}'],
    [new Map([[{}, 1]]), '{"[object]":1}'],
    [new Set([1, 2]), '[1,2]'],
    [new Uint8Array(3), '[3 bytes]'],
    [new URL('https://bob:pw@host/'), '"https://[redacted]@host/"'],
    [cycle(), '{"n":1,"self":[Circular]}'],
    [{ toJSON: () => 'never called' }, '{"toJSON":[Function]}'],
    [Object.create(null), '{}'],
  ])('%o', (value, text) => {
    expect(describeValue(value, 1024)).toBe(text)
  })

  it('takes proxies and getters that throw', () => {
    expect(describeValue({ a: revoked() }, 1024)).toBe('{"a":[Unreadable]}')
    expect(describeValue(throwing, 1024)).toBe('{"a":1,"b":undefined}')
  })

  it('shows six levels and 64 keys', () => {
    let deep: object = { end: true }
    for (let level = 0; level < 100_000; level++) deep = { x: deep }
    expect(describeValue(deep, 1024)).toBe(`${'{"x":'.repeat(6)}[…]${'}'.repeat(6)}`)
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]))
    expect(describeValue(wide, 8192)).toMatch(/"k63":63,…}$/)
    expect(
      describeValue(
        Array.from({ length: 1e6 }, () => 1),
        8192,
      ),
    ).toBe(`[${'1,'.repeat(64)}…]`)
  })

  it('is bounded', () => {
    const big = Array.from({ length: 100 }, () => ({ text: 'x'.repeat(1e5), more: ['y'.repeat(1e5)] }))
    for (const maxBytes of [64, 1024, 8192]) {
      expect(Buffer.byteLength(describeValue(big, maxBytes))).toBeLessThanOrEqual(maxBytes)
    }
  })

  it('leaves credentials out at every level', () => {
    const value = {
      user: 'bob',
      password: 'hunter2',
      nested: [{ apiKey: 'hunter2', options: { token: { value: 'hunter2' } } }],
      header: { name: 'authorization', value: 'hunter2' },
      rawHeaders: ['Host', 'x', 'Cookie', 'hunter2'],
      map: new Map([['secret', 'hunter2']]),
      dsn: 'postgres://u:hunter2@host',
      'postgres://u:hunter2@host': 1,
      error: new Error('token=hunter2'),
      absent: { password: null, token: undefined, secret: false },
    }
    const text = describeValue(value, 8192)
    expect(text).not.toContain('hunter2')
    expect(text).toContain('"user":"bob"')
    expect(text).toContain('{"password":null,"token":undefined,"secret":false}')
  })
})

describe('toContextAttributes', () => {
  it('keeps what OpenTelemetry keeps and makes texts of the rest', () => {
    const context = {
      n: 1,
      text: 'a',
      yes: true,
      big: 5n,
      none: null,
      missing: undefined,
      list: [1],
      nan: NaN,
    }
    expect(toContextAttributes(context)).toEqual({
      'cryo.context.n': 1,
      'cryo.context.text': 'a',
      'cryo.context.yes': true,
      'cryo.context.big': '5',
      'cryo.context.none': 'null',
      'cryo.context.list': '[1]',
      'cryo.context.nan': 'NaN',
    })
  })

  it('has at most 64 keys and 8 KB', () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]))
    expect(Object.keys(toContextAttributes(wide))).toHaveLength(64)
    const long = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`k${index}`, 'x'.repeat(1e5)]))
    const values = Object.values(toContextAttributes(long)).join('')
    expect(values.length).toBeGreaterThan(4096)
    expect(Buffer.byteLength(values)).toBeLessThanOrEqual(8192)
    const [key] = Object.keys(toContextAttributes({ ['k'.repeat(1e5)]: 1 }))
    expect(key?.length).toBeLessThan(150)
  })

  it('takes anything', () => {
    for (const context of [null, undefined, 5, 'text', revoked()]) {
      expect(toContextAttributes(context)).toEqual({})
    }
    expect(toContextAttributes(throwing)).toEqual({ 'cryo.context.a': 1 })
    expect(toContextAttributes(cycle())).toMatchObject({ 'cryo.context.n': 1 })
    expect(toContextAttributes(JSON.parse('{"__proto__":{"a":1}}'))).toEqual({
      'cryo.context.__proto__': '{"a":1}',
    })
  })

  it('leaves credentials out', () => {
    const context = { password: 'hunter2', tokens: ['hunter2'], note: 'token=hunter2', key: 5 }
    expect(JSON.stringify(toContextAttributes(context))).not.toMatch(/hunter2|:5/)
  })
})
