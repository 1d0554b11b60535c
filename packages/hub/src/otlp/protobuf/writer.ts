import { PbfWriter } from 'pbf'
import { msToNanos } from '../unix-nano.ts'

const TWO_32 = 2 ** 32
const DIGITS = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) DIGITS[digit.toString(16).charCodeAt(0)] = digit

/** Where a message began, as {@link ProtobufWriter.open} gives and {@link ProtobufWriter.close} takes it. */
export type MessageStart = number

/**
 * Writes protobuf in a single pass: `pbf` with what OTLP needs beside it. A message's length is written when it
 * is known, in one byte that is kept free or, for one of 128 bytes and more, by moving it up.
 */
export class ProtobufWriter extends PbfWriter {
  /** Begins a message or other length-delimited field. */
  open(tag: number): MessageStart {
    this.writeVarint(tag)
    this.realloc(1)
    return ++this.pos
  }

  close(start: MessageStart): void {
    const length = this.pos - start
    let extra = 0
    for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 0x80)) extra++
    if (extra > 0) {
      this.realloc(extra)
      this.buf.copyWithin(start + extra, start, this.pos)
    }
    this.pos = start - 1
    this.writeVarint(length)
    this.pos += length
  }

  /** A string field; nothing for an empty one, which protobuf takes for absent. */
  text(tag: number, text: string): void {
    if (text === '') return
    this.writeVarint(tag)
    this.writeString(text)
  }

  /** A varint field; nothing for 0, which protobuf takes for absent. */
  varint(tag: number, value: number): void {
    if (value === 0) return
    this.writeVarint(tag)
    this.writeVarint(value)
  }

  /** An id in hex as a bytes field; nothing for an empty one. */
  id(tag: number, hex: string): void {
    const length = hex.length >>> 1
    if (length === 0) return
    this.writeVarint(tag)
    this.writeVarint(length)
    this.realloc(length)
    for (let index = 0; index < hex.length; index += 2) {
      const high = DIGITS[hex.charCodeAt(index) & 0x7f] as number
      this.buf[this.pos++] = (high << 4) | (DIGITS[hex.charCodeAt(index + 1) & 0x7f] as number)
    }
  }

  /** Milliseconds since 1970 as a `fixed64` field of nanoseconds; nothing for 0. */
  unixNano(tag: number, ms: number): void {
    if (ms === 0) return
    this.writeVarint(tag)
    msToNanos(ms, this.#writeHalves)
  }

  /** An unsigned integer as a `fixed64` field. */
  fixed64(tag: number, value: number): void {
    this.writeVarint(tag)
    this.#writeHalves(value % TWO_32, Math.floor(value / TWO_32))
  }

  /** A double field, also for 0: where it is written it is meant. */
  double(tag: number, value: number): void {
    this.writeVarint(tag)
    this.writeDouble(value)
  }

  packedFixed64(tag: number, values: readonly number[]): void {
    if (values.length === 0) return
    const start = this.open(tag)
    for (const value of values) this.#writeHalves(value % TWO_32, Math.floor(value / TWO_32))
    this.close(start)
  }

  packedDouble(tag: number, values: readonly number[]): void {
    if (values.length === 0) return
    const start = this.open(tag)
    for (const value of values) this.writeDouble(value)
    this.close(start)
  }

  packedVarint(tag: number, values: readonly number[]): void {
    const start = this.open(tag)
    for (const value of values) this.writeVarint(value)
    this.close(start)
  }

  /** Halves of 64 bits; a negative number has its sign in the high one. */
  readonly #writeHalves = (low: number, high: number): void => {
    this.realloc(8)
    this.dataView.setUint32(this.pos, low, true)
    this.dataView.setInt32(this.pos + 4, high, true)
    this.pos += 8
  }
}
