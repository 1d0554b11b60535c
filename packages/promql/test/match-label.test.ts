import { describe, expect, it } from 'vitest'

import { createMatcher, MatchingTime, parse } from '../src/index.ts'

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

describe('an expression that would hold up its thread', () => {
  it.each([
    'a{0,1000}'.repeat(100),
    '(a{100}){10}'.repeat(9),
    '\\p{L}{900}'.repeat(50),
    `(${'ab?'.repeat(300)}){20}`,
  ])('is refused before it is compiled where it repeats too much: %#', (value) => {
    expect(createMatcher({ name: 'x', op: '=~', value })).toBeNull()
    expect(() => parse(`a{x=~${JSON.stringify(value)}}`)).toThrow('expression too large')
  })

  it('is refused also where there are only too many of them in one query', () => {
    const query = (count: number): string => Array(count).fill('count({a=~"b{1000}"})').join(' + ')
    expect(() => parse(query(10))).not.toThrow()
    expect(() => parse(query(11))).toThrow('expression too large')
    expect(() => parse(`${query(10)} + a{b=~"${'c|'.repeat(3000)}"}`)).not.toThrow()
  })

  it.each(['[a-f0-9]{64}', '.{1,1000}', '(?:a{10}){100}', '[^]{9}]{3}', '\\Qa{9999}\\E', '\\{5000}x'])(
    'is not confused with one that repeats a little: %s',
    (value) => expect(createMatcher({ name: 'x', op: '=~', value })).not.toBeNull(),
  )

  it('gives up on a text that is too long for it, and goes on with others', () => {
    const fits = createMatcher({ name: 'x', op: '=~', value: '(?:a?){900}a{900}' })
    expect(() => fits?.('a'.repeat(2000))).toThrow('regular expressions take too long to match')
    expect(fits?.('a')).toBe(false)
  })

  it('gives up on the last of many texts', () => {
    const fits = createMatcher({ name: 'x', op: '=~', value: '(?:a?){500}a{500}' })
    const tryAll = (): void => {
      for (let id = 0; id < 100_000; id++) fits?.('a'.repeat(500))
    }
    expect(tryAll).toThrow('regular expressions take too long to match')
  })

  it('shares its time with others that are tested with it', () => {
    const time = new MatchingTime()
    const [slow, quick] = ['(?:a?){500}a{500}', 'b.*'].map((value) =>
      createMatcher({ name: 'x', op: '=~', value }, time),
    )
    expect(() => {
      while (slow?.('a'.repeat(500)) !== undefined);
    }).toThrow('regular expressions take too long to match')
    expect(() => quick?.('b')).toThrow('regular expressions take too long to match')
  })
})
