import { STALE_NAN_BITS } from '@cryo/promql'
import { createSeededRandom } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { decodeChunk } from '../../src/series/chunk/decode-chunk.ts'
import { encodeChunk } from '../../src/series/chunk/encode-chunk.ts'

const START_MS = 1_763_800_000_000
const STALE = readFloat(STALE_NAN_BITS)

function readFloat(bits: bigint): Float64Array {
  return new Float64Array(new BigUint64Array([bits]).buffer)
}

function bitsOf(values: Float64Array): readonly bigint[] {
  return [...new BigUint64Array(values.buffer, values.byteOffset, values.length)]
}

/** Values may be numbers, or bits, since a NaN may become another on its way. */
function samplesOf(values: readonly (number | Float64Array)[], times?: readonly number[]) {
  const array = new Float64Array(values.length)
  for (const [index, value] of values.entries()) {
    if (typeof value === 'number') array[index] = value
    else array.set(value, index)
  }
  const timestamps = Float64Array.from(times ?? values.map((_, index) => START_MS + index * 10_000))
  return { timestamps, values: array }
}

const random = createSeededRandom(11)
const noise = (count: number, of: () => number): number[] => Array.from({ length: count }, of)

describe('a chunk', () => {
  it.each<[string, readonly (number | Float64Array)[], (readonly number[])?]>([
    ['nothing', []],
    ['one sample', [5]],
    ['a time of 0', [1, 2], [0, 1]],
    ['a late year', [1, 2], [32_503_680_000_000, 32_503_680_000_001]],
    ['a counter', noise(720, () => 0).map((_, index) => index * 3)],
    ['a counter that begins anew', [1, 5, 900, 0, 3]],
    ['a gauge that stays', noise(720, () => 42.5)],
    ['decimals', noise(300, () => Math.round(random() * 1000) / 10)],
    ['decimals that are none exactly', [0.1 + 0.2, 1e-7, 1 / 3]],
    ['floats', noise(720, () => random() * 1e3)],
    ['floats that stay now and then', noise(720, () => (random() > 0.7 ? random() : 0.3))],
    ['large and small', [2 ** 53, -(2 ** 53), 2 ** 50, 2 ** 60, 5e-324, 1.797e308, -1.797e308]],
    ['whole numbers around the limit', [2 ** 50 - 1, -(2 ** 50) + 1, 0, 2 ** 50 - 1]],
    ['minus nothing', [0, -0, 0, -0]],
    [
      'no numbers',
      [Infinity, -Infinity, Number.NaN, readFloat(0x7ff8_0000_0000_deadn), readFloat(0xfff8_0000_0000_0001n)],
    ],
    ['an end', [1, 2, STALE]],
    ['ends among floats', [STALE, 1.5e-9, STALE, STALE, Math.PI, Math.PI, STALE]],
    ['only an end', [STALE]],
    [
      'times that come as they like',
      noise(500, random),
      noise(500, () => 0).map((_, index) => START_MS + index * 977 + ((index * 7919) % 500)),
    ],
  ])('gives back %s, bit for bit', (_name, values, times) => {
    const samples = samplesOf(values, times)
    const decoded = decodeChunk(encodeChunk(samples))
    expect([...(decoded?.timestamps ?? [])]).toEqual([...samples.timestamps])
    expect(bitsOf(decoded?.values ?? new Float64Array(0))).toEqual(bitsOf(samples.values))
  })

  it('gives back whatever bits there are', () => {
    for (let round = 0; round < 300; round++) {
      const bits = noise(1 + Math.floor(random() * 50), random).map(
        () => (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32)),
      )
      const samples = samplesOf(bits.map(readFloat))
      expect(bitsOf(decodeChunk(encodeChunk(samples))?.values ?? new Float64Array(0))).toEqual(bits)
    }
  })

  it('is small where little changes', () => {
    const size = (values: readonly number[]): number => encodeChunk(samplesOf(values)).length / values.length
    expect(size(noise(720, () => 7))).toBeLessThan(0.05)
    expect(size(noise(720, () => 0).map((_, index) => Math.floor(index / 9)))).toBeLessThan(0.5)
    let total = 0
    expect(size(noise(720, () => (total += Math.floor(random() * 60))))).toBeLessThan(1.1)
  })

  it('that is damaged in any bit is none', () => {
    const chunk = encodeChunk(samplesOf(noise(30, random)))
    for (let bit = 0; bit < chunk.length * 8; bit++) {
      const damaged = chunk.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(decodeChunk(damaged)).toBeNull()
    }
    expect(decodeChunk(chunk.subarray(0, 10))).toBeNull()
    expect(decodeChunk(new Uint8Array(0))).toBeNull()
  })
})
