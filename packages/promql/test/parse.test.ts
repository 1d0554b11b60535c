import { describe, expect, it } from 'vitest'

import { parse, PromqlError } from '../src/index.ts'

function errorOf(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof PromqlError) return `${error.errorType} ${error.message}`
    throw error
  }
  throw new Error(`${text} is sound`)
}

describe('what is wrong with a query is said as Prometheus says it', () => {
  it.each([
    ['', 'unknown position: parse error: no expression found in input'],
    ['rate(', '1:6: parse error: unclosed left parenthesis'],
    ['sum(up) by', '1:11: parse error: unexpected end of input in grouping opts, expected "("'],
    ['up[5m', '1:6: parse error: unclosed left bracket'],
    ['{a="b"', '1:7: parse error: unexpected end of input inside braces'],
    ["up{a='b}", '1:6: parse error: unterminated quoted string'],
    ['foo(x)', '1:1: parse error: unknown function with name "foo"'],
    [
      'rate(x)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    [
      'sum(x[5m])',
      '1:5: parse error: expected type instant vector in aggregation expression, got range vector',
    ],
    ['abs(x, 1)', '1:1: parse error: expected 1 argument(s) in call to "abs", got 2'],
    ['round(x, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
    ['1 > 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['x + bool y', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['x and on (a) group_left y', '1:1: parse error: no grouping allowed for "and" operation'],
    ['1 and x', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['{a=""}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['x{__name__="y"}', '1:1: parse error: metric name must not be set twice: "x" or "y"'],
    [
      'topk(x)',
      '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1',
    ],
    ['sum(x)[5m]', '1:7: parse error: ranges only allowed for vector selectors'],
    ['x\n  + y z', '2:7: parse error: unexpected identifier "z"'],
    ['mad_over_time(x[5m])', '1:1: parse error: function "mad_over_time" is not enabled'],
  ])('%j', (text, message) => {
    expect(errorOf(text)).toBe(`bad_data ${message}`)
  })
})

describe('hostile texts', () => {
  it.each([
    ['a megabyte', 'x + '.repeat(250_000)],
    ['more than is read', 'x'.repeat(32_769)],
    ['parentheses in one another', `${'('.repeat(100_000)}x${')'.repeat(100_000)}`],
    ['functions in one another', `${'abs('.repeat(5000)}x${')'.repeat(5000)}`],
    ['signs before one another', `${'-'.repeat(100_000)}x`],
    ['operators after one another', `x${' + x'.repeat(20_000)}`],
    ['only brackets', '[{('.repeat(10_000)],
    ['half a character', '"\ud800" + \udfff'],
    ['NUL', 'x\0y'],
  ])('%s are refused', (_name, text) => {
    expect(errorOf(text)).toMatch(/^bad_data /)
  })

  it.each([
    ['x'.repeat(32_769), 'the query is longer than 32768 characters'],
    [`sum by (${'abc,'.repeat(5000)}x) (y)`, 'the query is longer than 8192 characters without its texts'],
    [`{${'a="b",'.repeat(5000)}}`, 'the query is longer than 8192 characters without its texts'],
    [`${'abs('.repeat(600)}x`, '1:2004: parse error: expression is nested deeper than 500 levels'],
    [`"${'('.repeat(600)}" +`, '1:605: parse error: unexpected end of input'],
  ])('text %# is refused for what it is', (text, message) => {
    expect(errorOf(text)).toBe(`bad_data ${message}`)
  })

  it('operators after one another are as many as the grammar reads', () => {
    expect(parse(`x${' or x'.repeat(250)}`)).toMatchObject({ kind: 'binary' })
    expect(errorOf(`some_total${' or some_total'.repeat(600)}`)).toMatch(
      /too many operators follow one another$/,
    )
    expect(errorOf(`some_total${' or some_total'.repeat(50)} )`)).toMatch(
      /unexpected right parenthesis '\)'$/,
    )
  })

  it('what is quoted may be long', () => {
    expect(parse(`x{host=~"${'some-host|'.repeat(3000)}"}`)).toMatchObject({ kind: 'selector' })
  })

  it('texts keep what is no letter', () => {
    expect(parse('x{a="é\\u00e9\\n\\"😀"}')).toMatchObject({
      matchers: [{ value: 'éé\n"😀' }, { name: '__name__' }],
    })
  })
})

it('what stands behind an operand belongs to it alone', () => {
  expect(parse('a and b offset 1m')).toMatchObject({
    kind: 'binary',
    left: { name: 'a', offsetMs: 0 },
    right: { name: 'b', offsetMs: 60_000 },
  })
})

it('comments are no part of a query, and texts that look like one are', () => {
  expect(parse('# one "\n x{a="# two"} # three')).toMatchObject({
    kind: 'selector',
    from: 9,
    matchers: [{ value: '# two' }, { value: 'x' }],
  })
  expect(errorOf('# nothing')).toContain('no expression found in input')
})

it.each([
  ['parentheses', `${'('.repeat(10_000)}1`],
  ['parentheses that are closed', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['signs', `${'-'.repeat(2000)}1`],
  ['calls', `${'abs('.repeat(600)}up${')'.repeat(600)}`],
])('%s in one another, thousands of them, are refused', (_name, query) => {
  expect(() => parse(query)).toThrow('nested deeper than 500 levels')
})

it('a text that is no query by its length is refused', () => {
  expect(() => parse('a'.repeat(1_000_000))).toThrow('the query is longer than 32768 characters')
  expect(() => parse(`up{a="${'('.repeat(2000)}"}`)).not.toThrow()
})
