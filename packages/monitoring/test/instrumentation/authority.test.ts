import { expect, test } from 'vitest'

import { parseAuthority } from '../../src/instrumentation/authority.ts'

test.each([
  ['example.test', 'example.test', undefined],
  ['example.test:8080', 'example.test', 8080],
  ['127.0.0.1:1', '127.0.0.1', 1],
  ['[::1]:8080', '::1', 8080],
  ['[::1]', '::1', undefined],
  ['2001:db8::1', '2001:db8::1', undefined],
  ['host:', 'host', undefined],
  ['host:99999', 'host', undefined],
  ['host:x', 'host', undefined],
  ['', '', undefined],
])('%s', (text, address, port) => {
  expect(parseAuthority(text)).toEqual({ address, port })
  expect(parseAuthority(text)).toBe(parseAuthority(text))
})

test('the texts of clients do not fill the memory', () => {
  const first = parseAuthority('first.test')
  for (let i = 0; i < 300; i++) parseAuthority(`${i}.test`)
  expect(parseAuthority('first.test')).not.toBe(first)
})
