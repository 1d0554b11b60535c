import { describe, expect, it } from 'vitest'

import { toSafeText, truncateText } from '../../src/redaction/index.ts'

describe('truncateText', () => {
  it('leaves what fits', () => {
    expect(truncateText('abcdef', 6)).toBe('abcdef')
    expect(truncateText('ää', 4)).toBe('ää')
  })

  it.each(['a', 'ä', '€', '😀', 'a€', '\ud800'])('cuts %s at bytes and between characters', (unit) => {
    for (let maxBytes = 3; maxBytes < 40; maxBytes++) {
      const cut = truncateText(unit.repeat(100), maxBytes)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes)
      expect(Buffer.byteLength(cut)).toBeGreaterThan(maxBytes - 7)
      expect(cut.endsWith('…')).toBe(true)
      expect(cut.isWellFormed()).toBe(true)
    }
  })
})

describe('toSafeText', () => {
  it('never leaves half of a secret that the limit cuts', () => {
    const secret = 'hunter2hunter2hunter2'
    for (let before = 900; before < 1100; before++) {
      const text = `${'x'.repeat(before)} password=${secret} ${'y'.repeat(5000)}`
      expect(toSafeText(text, 1024)).not.toContain('hun')
      const url = `${'x'.repeat(before)} postgres://user:${secret}@host/ ${'y'.repeat(5000)}`
      expect(toSafeText(url, 1024)).not.toContain('hun')
    }
  })

  it('never leaves half of a secret that ends the excerpt which it reads', () => {
    const filler = 'token=0123456789012345678901234567890123456789 '
    for (let shift = 0; shift < 60; shift++) {
      const start = 1024 + 1024 - shift
      const text = `${filler.repeat(60).slice(0, start)} ghp_16C7e42F292c6912E7710c838347Ae178B4a${'z'.repeat(3000)}`
      expect(toSafeText(text, 1024)).not.toContain('16C7')
    }
  })

  it('uses the room that it has', () => {
    expect(Buffer.byteLength(toSafeText('x y '.repeat(100_000), 512))).toBeGreaterThan(508)
  })

  it('is bounded, whatever redaction leaves', () => {
    for (const unit of ['x', '€', 'token=a ', 'password="']) {
      const safe = toSafeText(unit.repeat(100_000), 512)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(512)
    }
  })
})
