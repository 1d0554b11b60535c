import { isDeepStrictEqual } from 'node:util'

import { createSeededRandom } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint-format.ts'
import { createContent } from './fixtures/content.ts'

const CURSOR = {
  after: 'row 7, "quoted", \uD800, ü, 冷凍',
  shards: Array.from({ length: 120 }, (_, shard) => ({ shard, offset: shard * 4096, open: shard % 2 === 0 })),
  ['__proto__']: { polluted: true },
  2: 'b',
  1: 'a',
}
const CONTENT = createContent(4096, { cursor: JSON.parse(JSON.stringify(CURSOR)) as unknown })
const BYTES = encodeCheckpoint(CONTENT)
const TEXT = Buffer.from(BYTES).toString()

describe('a checkpoint', () => {
  it('comes back as it was written', () => {
    expect(decodeCheckpoint(TEXT)).toEqual({ kind: 'good', content: CONTENT })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('is JSON that a person can read', () => {
    expect(TEXT.split('\n').slice(0, 12)).toEqual([
      '{',
      '  "format": "cryo-checkpoint",',
      '  "schemaVersion": 1,',
      expect.stringMatching(/^ {2}"checksum": "sha256:[0-9a-f]{64}",$/),
      '  "job": "screen",',
      '  "runId": "51021d11-d2b6-4ea9-86e7-1b260e67fe2c",',
      '  "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",',
      '  "state": "running",',
      '  "items": 4096,',
      '  "successful": 4096,',
      '  "failed": 0,',
      '  "expectedItems": 1000,',
    ])
  })

  it('that was cut off anywhere is damaged', () => {
    expect(BYTES.length).toBeGreaterThan(4096)
    // All but the last line break: it ends the text and says nothing.
    for (let length = 0; length < BYTES.length - 1; length++) {
      expect(decodeCheckpoint(Buffer.from(BYTES.subarray(0, length)).toString()).kind).toBe('damaged')
    }
  })

  it('of which a bit changed is never taken for another position', () => {
    const random = createSeededRandom(1)
    const kinds = { good: 0, newer: 0, damaged: 0 }
    const wrong: unknown[] = []
    for (let flip = 0; flip < 10_000; flip++) {
      const bytes = Buffer.from(BYTES)
      const bit = Math.floor(random() * bytes.length * 8)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const decoded = decodeCheckpoint(bytes.toString())
      kinds[decoded.kind]++
      if (decoded.kind === 'good' && !isDeepStrictEqual(decoded.content, CONTENT)) wrong.push(bit)
    }
    expect(wrong).toEqual([])
    // Of a version that looks newer the run is refused: that is not silent either.
    expect(kinds.newer).toBeLessThan(10)
    expect(kinds.damaged).toBeGreaterThan(9900)
  })

  it.each([
    ['', 'it is empty'],
    ['null', 'it is no checkpoint'],
    ['[]', 'it is no checkpoint'],
    ['{"a":1}', 'it is no checkpoint'],
    ['{"format":"cryo-checkpoint"}', 'its checksum is wrong'],
    ['{"format":"cryo-checkpoint","schemaVersion":"1"}', 'its checksum is wrong'],
    [TEXT.replace('4096', '5096'), 'its checksum is wrong'],
    ['['.repeat(100_000), 'it is no JSON'],
  ])('that is none of ours is damaged: %.40s', (text, reason) => {
    expect(decodeCheckpoint(text)).toEqual({ kind: 'damaged', reason })
  })

  it.each([
    { items: -1 },
    { items: 1e300 },
    { state: 'asleep' as 'running' },
    { job: 7 as unknown as string },
    { startedAt: 'yesterday' },
    { elapsedSeconds: null as unknown as number },
  ])('with a right checksum has to make sense: %o', (changes) => {
    const text = Buffer.from(encodeCheckpoint(createContent(5, changes))).toString()
    expect(decodeCheckpoint(text)).toEqual({ kind: 'damaged', reason: 'its fields make no sense' })
  })

  it('of a newer version is told apart, whatever its checksum', () => {
    expect(decodeCheckpoint(TEXT.replace('"schemaVersion": 1', '"schemaVersion": 2'))).toEqual({
      kind: 'newer',
      schemaVersion: 2,
    })
  })
})
