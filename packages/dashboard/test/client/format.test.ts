import { describe, expect, it } from 'vitest'
import { formatAge, formatDuration } from '../../src/client/format-duration.ts'
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatProgress,
  formatRate,
} from '../../src/client/format-number.ts'

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [0.0000004, '0 µs'],
    [0.0004, '400 µs'],
    [0.0009995, '1.0 ms'],
    [0.0021, '2.1 ms'],
    [0.0482, '48 ms'],
    [0.9994, '999 ms'],
    [0.9996, '1.00 s'],
    [1.84, '1.84 s'],
    [12.34, '12.3 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min'],
    [233, '3 min 53 s'],
    [3599.6, '1 h'],
    [6120, '1 h 42 min'],
    [86_399.7, '1 d'],
    [273_840, '3 d 4 h'],
    [-2, '−2.00 s'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})

describe('ages', () => {
  it.each([
    [0.4, 'now'],
    [3.9, '3 s ago'],
    [60, '1 min ago'],
    [7300, '2 h ago'],
    [200_000, '2 d ago'],
    [-90, 'in 1 min'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatAge(seconds)).toBe(text)
  })
})

describe('numbers', () => {
  it('keep what matters of them', () => {
    expect([1204, 0.03174, 158.4, 1234.5, 0].map(formatNumber)).toEqual([
      '1,204',
      '0.0317',
      '158',
      '1,235',
      '0',
    ])
  })

  it('of bytes are told in the largest unit that fits', () => {
    expect([0, 1023, 1024, 241_172_480, 2_197_815_296, 8e15].map(formatBytes)).toEqual([
      '0 B',
      '1,023 B',
      '1 KiB',
      '230 MiB',
      '2.05 GiB',
      '7,276 TiB',
    ])
  })

  it('of shares and rates keep their decimals, so that they do not jump', () => {
    expect([0, 0.004, 0.4, 2, 9.96, 42.5, 100].map(formatPercent)).toEqual([
      '0 %',
      '<0.1 %',
      '0.4 %',
      '2.0 %',
      '10 %',
      '43 %',
      '100 %',
    ])
    expect([0, 0.001, 0.25, 4, 34.21, 118.4, 1500].map(formatRate)).toEqual([
      '0 /s',
      '<0.01 /s',
      '0.25 /s',
      '4.0 /s',
      '34.2 /s',
      '118 /s',
      '1,500 /s',
    ])
  })

  it('of progress are never rounded up to done', () => {
    expect([99.99, 9.99, 42.5, 100].map(formatProgress)).toEqual(['99 %', '9.9 %', '42 %', '100 %'])
  })
})
