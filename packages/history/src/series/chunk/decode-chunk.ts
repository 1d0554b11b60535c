import { crc32 } from 'node:zlib'

import { type Samples, writeStale } from '../samples.ts'
import { BITS, CHECKSUM_BYTES, RUN, SAME } from './chunk-format.ts'

/** Samples of the largest chunk there is: a wrong number must not take all memory. */
const MAX_SAMPLES = 10_000_000

/** Decodes what `encodeChunk` made; `null` where it is damaged. */
export function decodeChunk(chunk: Uint8Array): Samples | null {
  const count = countSamples(chunk)
  if (count === null) return null
  const samples = { timestamps: new Float64Array(count), values: new Float64Array(count) }
  decodeInto(chunk, samples)
  return samples
}

/** How many samples a chunk has; `null` where it is damaged. */
export function countSamples(chunk: Uint8Array): number | null {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk.length <= CHECKSUM_BYTES || view.getUint32(0) !== crc32(chunk.subarray(CHECKSUM_BYTES)))
    return null
  const count = readVarint({ chunk, at: CHECKSUM_BYTES })
  return count <= MAX_SAMPLES ? count : null
}

/** Decodes a chunk that is not damaged into arrays of as many samples as it has. */
export function decodeInto(chunk: Uint8Array, { timestamps, values }: Samples): void {
  const reader: Reader = { chunk, at: CHECKSUM_BYTES }
  const count = readVarint(reader)
  readTimes(reader, timestamps)
  const kind = readVarint(reader)
  const stale = readPlaces(reader)
  const filled = values.subarray(0, count - stale.length)
  if (kind === BITS) readBits(reader, filled)
  else readScaled(reader, filled, 10 ** kind)
  if (stale.length > 0) insertStale(values, stale)
}

/** Where in a chunk the next number is. */
interface Reader {
  readonly chunk: Uint8Array
  at: number
}

function readVarint(reader: Reader): number {
  const { chunk } = reader
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const byte = chunk[reader.at++] ?? 0
    value += (byte & 127) * factor
    if (byte < 128) return value
  }
}

function readTimes(reader: Reader, timestamps: Float64Array): void {
  let timeMs = readVarint(reader)
  const count = timestamps.length
  if (count > 0) timestamps[0] = timeMs
  let gap = 0
  for (let index = 1; index < count;) {
    const token = readVarint(reader)
    if (token > RUN) gap += unzigzag(token - 1)
    let repeats = token === RUN ? readVarint(reader) : 1
    for (; repeats > 0; repeats--) {
      timeMs += gap
      timestamps[index++] = timeMs
    }
  }
}

function readPlaces(reader: Reader): readonly number[] {
  const places: number[] = []
  let place = 0
  for (let left = readVarint(reader); left > 0; left--) {
    place += readVarint(reader)
    places.push(place)
  }
  return places
}

/** The loop that most samples go through: numbers of one byte are read where they are. */
function readScaled(reader: Reader, values: Float64Array, scale: number): void {
  const { chunk } = reader
  const count = values.length
  let at = reader.at
  let whole = 0
  for (let index = 0; index < count;) {
    const byte = chunk[at++] as number
    if (byte > RUN && byte < 128) {
      const difference = byte - 1
      whole += (difference >> 1) ^ -(difference & 1)
      values[index++] = whole
      continue
    }
    if (byte === SAME) {
      values[index++] = whole
      continue
    }
    let number = byte & 127
    for (let factor = 128, last = byte; last >= 128; factor *= 128) {
      last = chunk[at++] as number
      number += (last & 127) * factor
    }
    if (byte > RUN) {
      whole += unzigzag(number - 1)
      values[index++] = whole
      continue
    }
    reader.at = at
    const end = index + readVarint(reader)
    at = reader.at
    while (index < end) values[index++] = whole
  }
  reader.at = at
  if (scale === 1) return
  for (let index = 0; index < count; index++) values[index] = (values[index] as number) / scale
}

function readBits(reader: Reader, values: Float64Array): void {
  const { chunk } = reader
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  const last = new Uint32Array(2)
  const lastBytes = new Uint8Array(last.buffer)
  const end = words.length
  let at = reader.at
  for (let index = 0; index < end;) {
    const token = chunk[at++] as number
    let repeats = 1
    if (token >= 128) repeats = token - 128
    else {
      const lowest = token & 7
      for (let byte = 7 - (token >> 3); byte >= lowest; byte--)
        lastBytes[byte] = (lastBytes[byte] as number) ^ (chunk[at++] as number)
    }
    for (; repeats > 0; repeats--) {
      words[index++] = last[0] as number
      words[index++] = last[1] as number
    }
  }
  reader.at = at
}

/** Moves values apart to where they belong, the last first. */
function insertStale(values: Float64Array, stale: readonly number[]): void {
  let from = values.length - stale.length
  let next = stale.length - 1
  for (let index = values.length - 1; next >= 0; index--) {
    if (stale[next] === index) {
      writeStale(values, index)
      next--
    } else {
      from--
      values.copyWithin(index, from, from + 1)
    }
  }
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
