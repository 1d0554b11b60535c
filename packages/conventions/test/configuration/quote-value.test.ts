import { describe, expect, it } from 'vitest'

import { maskCredentials, quoteName, quoteValue } from '../../src/configuration/quote-value.ts'

describe('quoteValue', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\nb\u001b[31m', '"a\\nb\\u001b[31m"'],
    ['a\u202eb\u2028\u0085\ufeff', '"a\\u202eb\\u2028\\u0085\\ufeff"'],
    ['x'.repeat(81), `"${'x'.repeat(80)}..."`],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    [70_000, '70000'],
    [NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5n, 'a BigInt'],
    [Symbol('hunter2'), 'a symbol'],
    [() => 'hunter2', 'a function'],
    [['hunter2'], 'an array'],
    [{ token: 'hunter2' }, 'an object'],
  ])('%#', (value, quoted) => {
    expect(quoteValue(value)).toBe(quoted)
  })

  it('looks into nothing that throws', () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    expect(quoteValue(proxy)).toBe('an object')
  })
})

describe('maskCredentials', () => {
  it.each([
    ['https://user:pw@host/path', 'https://***@host/path'],
    ['https://a:b@c@host', 'https://***@host'],
    ['user:pw@host:9093', '***@host:9093'],
    ['https://host/?token=pw', 'https://host/?***'],
    ['https://host/#a?b', 'https://host/#a?***'],
    ['@acme/shop', '@acme/shop'],
    ['what?', 'what?'],
  ])('%s', (text, masked) => {
    expect(maskCredentials(text)).toBe(masked)
  })

  it('takes linear time', () => {
    expect(maskCredentials(`${'a'.repeat(2e6)}/${'b@'.repeat(1e6)}`)).toMatch(/^a+\/\*\*\*@$/)
  })
})

describe('quoteName', () => {
  it.each([
    ['dashboard.port', 'dashboard.port'],
    ['a b', '"a b"'],
    ['', '""'],
  ])('%s', (name, quoted) => {
    expect(quoteName(name)).toBe(quoted)
  })
})
