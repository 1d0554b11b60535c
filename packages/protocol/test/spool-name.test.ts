import { describe, expect, it } from 'vitest'
import { formatSpoolName, parseSpoolName, type SpoolName } from '../src/index.ts'

const NAME: SpoolName = {
  timeMs: 1_763_818_000_123,
  sequence: 42,
  owner: { pid: 4711, start: '8f3k2' },
  signal: 'traces',
  items: 512,
  bytes: 20_480,
  format: 'otlp.gz',
}

describe('the name of a spooled batch', () => {
  it('says all that accounts need', () => {
    const file = formatSpoolName(NAME)
    expect(file).toBe('1763818000123-0000000042-4711-8f3k2-traces-512-20480.otlp.gz')
    expect(parseSpoolName(file)).toEqual({ name: NAME, mark: '' })
  })

  it.each(['tmp', 'claim', 'bad'] as const)('carries the mark %s', (mark) => {
    const ring = { ...NAME, format: 'ring' } as const
    expect(parseSpoolName(formatSpoolName(ring, mark))).toEqual({ name: ring, mark })
  })

  it('sorts by time', () => {
    const times = [5, 1_763_818_000_123, 999, 1_763_818_000_122]
    const files = times.map((timeMs) => formatSpoolName({ ...NAME, timeMs })).toSorted()
    expect(files.map((file) => parseSpoolName(file)?.name.timeMs)).toEqual(times.toSorted((a, b) => a - b))
  })

  it.each([
    '',
    'README',
    '.DS_Store',
    '../../../etc/passwd',
    '1763818000123-0000000042-4711-8f3k2-profiles-512-20480.otlp',
    '1763818000123-0000000042-4711-8f3k2-traces-512-20480.otlp.exe',
    '1763818000123-0000000042-4711-8f3k2-traces-512-20480.otlp\n',
    '1763818000123-0000000042-4711-8f3k2-traces--1-20480.otlp',
    '1763818000123-0000000042-4711-8f3k2-traces-512-20480.otlp.claim.bad',
    `${'9'.repeat(400)}-0000000042-4711-8f3k2-traces-512-20480.otlp`,
  ])('leaves %j to others', (file) => {
    expect(parseSpoolName(file)).toBeUndefined()
  })
})
