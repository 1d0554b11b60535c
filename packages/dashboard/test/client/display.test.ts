import { describe, expect, it } from 'vitest'
import { displayOf } from '../../src/client/display.ts'

const NOW = Date.parse('2026-11-20T09:30:00.000Z')
const textOf = (key: string, value: unknown): string => displayOf(key, value, NOW).text

describe('values', () => {
  it.each([
    ['anything', null, '–'],
    ['anything', undefined, '–'],
    ['anything', '', '–'],
    ['anything', [], '–'],
    ['anything', {}, '–'],
    ['anything', true, 'yes'],
    ['anything', 'text', 'text'],
    ['anything', ['a', 2, true], 'a, 2, yes'],
    ['dropped', { queue_full: 24, hub_lost: 0, rejected: 2 }, 'Queue full 24, Rejected 2'],
    ['dropped', { queue_full: 0, hub_lost: 0 }, '0'],
    ['deep', { a: { b: 1 } }, 'A {"b":1}'],
    ['p95Seconds', 0.0482, '48 ms'],
    ['heapUsedBytes', 2048, '2 KiB'],
    ['cpuPercent', 138.2, '138 %'],
    ['progressPercentage', 42.5, '42 %'],
    ['errorRatio', 0.0214, '2.1 %'],
    ['itemsPerSecond', 118.4, '118 /s'],
    ['pid', 41_202, '41202'],
    ['count', 41_202, '41,202'],
    ['at', '2026-11-20T09:29:42.000Z', '18 s ago'],
    ['at', 'yesterday', 'yesterday'],
    ['traceId', '4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f35'],
  ])('%s = %j is shown as %s', (key, value, text) => {
    expect(textOf(key, value)).toBe(text)
  })

  it('keep the whole of what they shorten', () => {
    expect(displayOf('at', '2026-11-20T09:29:42.000Z', NOW)).toMatchObject({
      kind: 'time',
      detail: '2026-11-20T09:29:42.000Z',
    })
    expect(displayOf('traceId', '4bf92f3577b34da6', NOW)).toMatchObject({
      kind: 'id',
      detail: '4bf92f3577b34da6',
    })
  })

  it('carry a tone where people judge', () => {
    expect(displayOf('status', 'warning', NOW)).toMatchObject({ kind: 'badge', tone: 'warning' })
    expect(displayOf('state', 'interrupted', NOW).tone).toBe('error')
    expect(displayOf('status', 'something new', NOW).tone).toBeNull()
    expect(displayOf('name', 'error', NOW).tone).toBeNull()
    expect([0, 0.02, 0.2].map((ratio) => displayOf('errorRatio', ratio, NOW).tone)).toEqual([
      null,
      'warning',
      'error',
    ])
    expect([displayOf('alive', true, NOW).tone, displayOf('alive', false, NOW).tone]).toEqual([null, 'error'])
    expect([displayOf('failed', true, NOW).tone, displayOf('failed', false, NOW).tone]).toEqual([
      'error',
      null,
    ])
  })

  it('are links only to the web', () => {
    expect(displayOf('runbookUrl', 'https://runbooks.example/x', NOW)).toMatchObject({ kind: 'link' })
    for (const value of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      '//x',
      'x',
    ]) {
      expect(displayOf('runbookUrl', value, NOW).kind, value).toBe('text')
    }
    expect(displayOf('message', 'https://runbooks.example/x', NOW).kind).toBe('text')
  })

  it('of a bar stay within it', () => {
    expect([-3, 42, 130].map((value) => displayOf('progressPercentage', value, NOW).percent)).toEqual([
      0, 42, 100,
    ])
  })
})
