import { describe, expect, it } from 'vitest'

import { createMatcher } from '../src/index.ts'

describe('a list of texts is matched as the expression that it is', () => {
  it.each([
    ['a|b', 'a', true],
    ['a|b', 'b', true],
    ['a|b', 'a|b', false],
    ['a|b', 'ab', false],
    ['a|', '', true],
    ['', '', true],
    ['', 'a', false],
    ['ä-1|b/2', 'b/2', true],
    ['a.|b', 'ab', true],
    ['a\\|b', 'a|b', true],
    ['a\nb', 'a\nb', true],
  ])('%j against %j', (value, label, fits) => {
    expect(createMatcher({ name: 'x', op: '=~', value })?.(label)).toBe(fits)
    expect(createMatcher({ name: 'x', op: '!~', value })?.(label)).toBe(!fits)
  })
})

it('a long list is looked up; what is long and no list is refused', () => {
  const hosts = Array.from({ length: 5000 }, (_, id) => `host-${id}`).join('|')
  expect(createMatcher({ name: 'x', op: '=~', value: hosts })?.('host-4999')).toBe(true)
  expect(createMatcher({ name: 'x', op: '=~', value: `${hosts}.` })).toBeNull()
})
