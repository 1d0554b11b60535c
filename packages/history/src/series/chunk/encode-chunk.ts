import { crc32 } from 'node:zlib'

import { STALE_NAN_BITS } from '@cryo/promql'

import type { Samples } from '../samples.ts'
import { ByteWriter, zigzag } from './byte-writer.ts'
import { BITS, CHECKSUM_BYTES, MAX_EXPONENT, MAX_SAME, MAX_WHOLE, RUN, SAME } from './chunk-format.ts'

const writer = new ByteWriter()

/**
 * Encodes samples, in order of their times, which are whole.
 *
 * @example
 * decodeChunk(encodeChunk(samples)) // the same, bit for bit
 */
export function encodeChunk({ timestamps, values }: Samples): Uint8Array<ArrayBuffer> {
  writer.start(CHECKSUM_BYTES)
  writer.varint(timestamps.length)
  writeTimes(timestamps)
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length)
  const stale = findStale(values, bits)
  const exponent = findExponent(values, stale)
  writer.byte(exponent ?? BITS)
  writePlaces(stale)
  if (exponent === null) writeBits(values, stale)
  else writeScaled(values, stale, 10 ** exponent)
  const chunk = writer.finish()
  new DataView(chunk.buffer).setUint32(0, crc32(chunk.subarray(CHECKSUM_BYTES)))
  return chunk
}

function writeTimes(timestamps: Float64Array): void {
  writer.varint(timestamps[0] ?? 0)
  let lastGap = 0
  let same = 0
  for (let index = 1; index < timestamps.length; index++) {
    const gap = (timestamps[index] ?? 0) - (timestamps[index - 1] ?? 0)
    if (gap === lastGap) same++
    else {
      same = writeSame(same)
      writer.varint(1 + zigzag(gap - lastGap))
      lastGap = gap
    }
  }
  writeSame(same)
}

function writeSame(count: number): 0 {
  if (count === 1) writer.byte(SAME)
  if (count > 1) {
    writer.byte(RUN)
    writer.varint(count)
  }
  return 0
}

/** Places of the marks of an end. */
function findStale(values: Float64Array, bits: BigUint64Array): readonly number[] {
  const places: number[] = []
  for (let index = 0; index < values.length; index++) {
    // Nearly nothing is NaN: only that is looked at bit by bit.
    const value = values[index] ?? 0
    if (value !== value && bits[index] === STALE_NAN_BITS) places.push(index)
  }
  return places
}

function writePlaces(places: readonly number[]): void {
  writer.varint(places.length)
  let last = 0
  for (const place of places) {
    writer.varint(place - last)
    last = place
  }
}

/** The least exponent of ten by which all values become whole numbers; `null` where there is none. */
function findExponent(values: Float64Array, stale: readonly number[]): number | null {
  let next = 0
  let scale = 1
  let exponent = 0
  for (let index = 0; index < values.length; index++) {
    if (stale[next] === index) {
      next++
      continue
    }
    const value = values[index] ?? 0
    while (!isWhole(value, scale)) {
      if (++exponent > MAX_EXPONENT) return null
      scale = 10 ** exponent
      // What is whole already may be too large now, or be rounded.
      index = -1
      next = 0
      break
    }
  }
  return exponent
}

function isWhole(value: number, scale: number): boolean {
  const whole = Math.round(value * scale)
  return whole / scale === value && Math.abs(whole) < MAX_WHOLE && !Object.is(value, -0)
}

function writeScaled(values: Float64Array, stale: readonly number[], scale: number): void {
  let next = 0
  let last = 0
  let same = 0
  for (let index = 0; index < values.length; index++) {
    if (stale[next] === index) {
      next++
      continue
    }
    const whole = Math.round((values[index] ?? 0) * scale)
    if (whole === last) same++
    else {
      same = writeSame(same)
      writer.varint(1 + zigzag(whole - last))
      last = whole
    }
  }
  writeSame(same)
}

function writeBits(values: Float64Array, stale: readonly number[]): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const last = new Uint8Array(8)
  let next = 0
  let same = 0
  for (let index = 0; index < values.length; index++) {
    if (stale[next] === index) {
      next++
      continue
    }
    const at = index * 8
    let leading = 0
    while (leading < 8 && bytes[at + 7 - leading] === last[7 - leading]) leading++
    if (leading === 8) {
      if (++same === MAX_SAME) same = writeSameBits(same)
      continue
    }
    same = writeSameBits(same)
    let trailing = 0
    while (bytes[at + trailing] === last[trailing]) trailing++
    writer.byte(leading * 8 + trailing)
    for (let byte = 7 - leading; byte >= trailing; byte--)
      writer.byte((bytes[at + byte] ?? 0) ^ (last[byte] ?? 0))
    last.set(bytes.subarray(at, at + 8))
  }
  writeSameBits(same)
}

function writeSameBits(count: number): 0 {
  if (count > 0) writer.byte(128 + count)
  return 0
}
