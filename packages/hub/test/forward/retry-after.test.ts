import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from '../../src/forward/retry-after.ts'

const NOW = Date.parse('2026-01-02T03:04:05Z')

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 7 ', 7000],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Friday, 02-Jan-26 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['999999999999', 86_400_000],
    ['Fri, 02 Jan 2099 03:00:00 GMT', 86_400_000],
  ])('%s is %d ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected)
  })

  it.each([undefined, '', '-5', '1.5', 'soon', 'Fri, 99 Jan', '2026-01-02'])('%s says nothing', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined()
  })
})
