import { describe, expect, it } from 'vitest'
import { type Address, HOME, parseAddress, writeAddress } from '../../src/client/address/address.ts'
import { shiftRange, stretchRange } from '../../src/client/address/time-range.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 20, 9)

describe('the address', () => {
  it.each<Partial<Address>>([
    {},
    { view: 'traces', search: { service: 'a & b', name: 'GET /x?y=1', order: 'slowest' } },
    { view: 'traces', trace: TRACE },
    { view: 'query', query: 'sum by (a) (rate(x{b="c+d"}[5m])) > 1' },
    { range: { kind: 'last', seconds: 14 * 86_400 } },
    { range: { kind: 'between', fromMs: NOW - HOUR, toMs: NOW } },
    { open: 'error:shop/f00d', range: { kind: 'last', seconds: 900 } },
  ])('says everything that is shown: %j', (change) => {
    const address = { ...HOME, ...change }
    expect(parseAddress(writeAddress(address))).toEqual(address)
  })

  it('is short where nothing is special', () => {
    expect(writeAddress(HOME)).toBe('?')
  })

  it.each([
    '?view=../x',
    '?range=99y',
    '?from=5&to=1',
    '?from=NaN&to=Infinity',
    '?from=1e99&to=2e99',
    '?from=1000000000000&to=9000000000000',
    '?trace=<script>',
    '?trace=../../x',
  ])('takes no harm from %s', (text) => {
    expect(parseAddress(text)).toEqual(HOME)
  })
})

describe('a time', () => {
  it('becomes longer around its middle, but does not reach beyond now', () => {
    expect(stretchRange({ kind: 'between', fromMs: NOW - 4 * HOUR, toMs: NOW - 3 * HOUR }, 2, NOW)).toEqual({
      kind: 'between',
      fromMs: NOW - 4.5 * HOUR,
      toMs: NOW - 2.5 * HOUR,
    })
    expect(stretchRange({ kind: 'last', seconds: 3600 }, 2, NOW)).toEqual({
      kind: 'between',
      fromMs: NOW - 2 * HOUR,
      toMs: NOW,
    })
  })

  it('becomes neither shorter than a minute nor longer than fourteen days', () => {
    const length = (factor: number): number => {
      const range = stretchRange({ kind: 'last', seconds: 3600 }, factor, NOW)
      return range.kind === 'between' ? range.toMs - range.fromMs : 0
    }
    expect([length(1e-6), length(1e6)]).toEqual([60_000, 14 * 24 * HOUR])
  })

  it('moves earlier, and later as far as now', () => {
    const range = { kind: 'between', fromMs: NOW - 2 * HOUR, toMs: NOW - HOUR } as const
    expect(shiftRange(range, -0.5, NOW)).toMatchObject({ toMs: NOW - 1.5 * HOUR })
    expect(shiftRange(range, 4, NOW)).toEqual({ kind: 'between', fromMs: NOW - HOUR, toMs: NOW })
  })
})
