import { describe, expect, it } from 'vitest'

import { formatExpression, parse } from '../src/index.ts'

/** As `promtool promql format` of 3.13 writes them, or Prometheus where that splits lines. */
const CASES: readonly (readonly [written: string, formatted: string])[] = [
  ['sum(rate(up [5m]))by(job)', 'sum by (job) (rate(up[5m]))'],
  ['{"foo.bar"}', '{__name__="foo.bar"}'],
  [
    String.raw`foo{bar=~"a\\.b",a!="x"}[5m:30s] @ 1234.5 offset -1w`,
    String.raw`foo{a!="x",bar=~"a\\.b"}[5m:30s] @ 1234.500 offset -1w`,
  ],
  ['foo[5m] offset 90d', 'foo[5m] offset 90d'],
  ['-1 + -5m - +3', '-1 + -5m - 3'],
  ['-foo ^ 2', '-foo ^ 2'],
  ['sum by () (x)', 'sum(x)'],
  ['sum without(a,"b.c")(x)', 'sum without (a, "b.c") (x)'],
  ['a + on() b', 'a + on () b'],
  ['a * ignoring(x) group_left() b', 'a * ignoring (x) group_left () b'],
  ['a * on(x) group_right(y) b', 'a * on (x) group_right (y) b'],
  ['(a and b) or c unless on (x) d', '(a and b) or c unless on (x) d'],
  ['topk(5, x)', 'topk(5, x)'],
  ['count_values("v", x)', 'count_values("v", x)'],
  ['{__name__="x"}', '{__name__="x"}'],
  ['x > bool 1e3', 'x > bool 1000'],
  ['foo @ start() - foo @ end()', 'foo @ start() - foo @ end()'],
  ['1.5e-7 + Inf', '0.00000015 + +Inf'],
  ['time() - 0x1f', 'time() - 31'],
  [String.raw`"a\u00e9\n"`, String.raw`"aé\n"`],
  ['x offset 1h30m', 'x offset 1h30m'],
  ['x offset 1w1d', 'x offset 8d'],
  ['a atan2 b', 'a atan2 b'],
]

describe('an expression is written as Prometheus writes it', () => {
  it.each(CASES)('%s', (written, formatted) => {
    expect(formatExpression(parse(written))).toBe(formatted)
  })

  it.each(CASES)('and that means the same: %s', (_written, formatted) => {
    expect(formatExpression(parse(formatted))).toBe(formatted)
  })
})
