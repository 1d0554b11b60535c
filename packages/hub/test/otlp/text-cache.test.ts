import { describe, expect, it } from 'vitest'
import { TextCache } from '../../src/otlp/protobuf/text-cache.ts'

describe('the texts of a request', () => {
  it('are what their bytes say, however many there are', () => {
    const cache = new TextCache()
    const texts = Array.from({ length: 5000 }, (_, index) => `key.${index * 7919}`)
    for (const text of [...texts, ...texts, '', 'ä', 'a\u{1f600}']) {
      const bytes = Buffer.from(`<${text}>`)
      expect(cache.read(bytes, 1, bytes.length - 1)).toBe(text)
    }
  })
})
