import { PbfReader } from 'pbf'
import { OtlpDecodeError } from '../otlp-decode-error.ts'
import { TextCache } from './text-cache.ts'
import { nanosToMs } from '../unix-nano.ts'
import { MAX_VALUES_PER_ITEM } from '../value-limits.ts'

/** Wire types of protobuf: the low three bits of a tag. */
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const MAX_CACHED_BYTES = 32
/** Bytes decoded between two pauses: 200 spans or 500 points, half a millisecond. */
const BYTES_PER_STEP = 65_536

/**
 * Reads protobuf from an untrusted body. `pbf` reads values and checks nothing; this checks every length against
 * the body, so that no read leaves it and no field outlives its message.
 */
export class ProtobufReader extends PbfReader {
  readonly #bytes: Buffer
  readonly #texts = new TextCache()
  #pausedAt = 0
  #valuesLeft = MAX_VALUES_PER_ITEM
  #skippedValues = 0
  #lastBounds: readonly number[] = []

  constructor(body: Uint8Array) {
    super(body)
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  }

  /** The next tag, `field << 3 | wire type`. A field number above 2^29 is read as another one, and skipped. */
  tag(): number {
    return this.readVarint() >>> 0
  }

  /** Whether so much was read since the last pause that it is time for another. */
  isPauseDue(): boolean {
    if (this.pos - this.#pausedAt < BYTES_PER_STEP) return false
    this.#pausedAt = this.pos
    return true
  }

  /** Starts a span, point or resource: each may have {@link MAX_VALUES_PER_ITEM} attribute values. */
  startItem(): void {
    this.#valuesLeft = MAX_VALUES_PER_ITEM
    this.#skippedValues = 0
  }

  /** Whether the item may have one more value; if not, the length-delimited value at the position is skipped. */
  hasRoomForValue(): boolean {
    if (this.#valuesLeft > 0) {
      this.#valuesLeft--
      return true
    }
    this.pos = this.end()
    this.#skippedValues++
    return false
  }

  /** Values of the item that were skipped. */
  get skippedValues(): number {
    return this.#skippedValues
  }

  /** Where the length-delimited value at the position ends. */
  end(): number {
    const length = this.readVarint()
    const end = this.pos + length
    if (end > this.length) {
      throw new OtlpDecodeError(
        `protobuf: ${length} bytes announced at byte ${this.pos}, ${this.length - this.pos} left`,
      )
    }
    return end
  }

  /** To be called when the fields of a message are read: the last one must end where the message does. */
  close(end: number): void {
    if (this.pos !== end)
      throw new OtlpDecodeError(`protobuf: a field runs over the end of its message at byte ${end}`)
  }

  text(): string {
    const end = this.end()
    const start = this.pos
    this.pos = end
    if (end === start) return ''
    if (end - start <= MAX_CACHED_BYTES) return this.#texts.read(this.#bytes, start, end)
    return this.#bytes.toString('utf8', start, end)
  }

  /** An id of `byteLength` bytes in lower-case hex; empty when it is absent or all zero, undefined when malformed. */
  id(byteLength: number): string | undefined {
    const end = this.end()
    const start = this.pos
    this.pos = end
    if (end === start) return ''
    if (end - start !== byteLength) return undefined
    let bits = 0
    for (let index = start; index < end; index++) bits |= this.buf[index] as number
    return bits === 0 ? '' : this.#bytes.toString('hex', start, end)
  }

  /** A copy of the bytes: a view, and `slice` of a Buffer is one, would keep the whole body in memory. */
  bytes(): Uint8Array {
    const end = this.end()
    const start = this.pos
    this.pos = end
    return new Uint8Array(this.buf.subarray(start, end))
  }

  /** A `fixed64` count of nanoseconds since 1970 as milliseconds. */
  unixNano(): number {
    const low = this.readFixed32()
    return nanosToMs(low, this.readFixed32())
  }

  /** An `int64` varint; beyond 2^53 as decimal text, because a number would be another one. */
  int64(): number | string {
    const start = this.pos
    const value = this.readVarint(true)
    if (Number.isSafeInteger(value)) return value
    let exact = 0n
    for (let index = start; index < this.pos; index++) {
      exact |= BigInt((this.buf[index] as number) & 0x7f) << BigInt(7 * (index - start))
    }
    return BigInt.asIntN(64, exact).toString()
  }

  packedFixed64(into: number[]): void {
    const end = this.end()
    while (this.pos < end) into.push(this.readFixed64())
    this.close(end)
  }

  packedVarint(into: number[]): void {
    const end = this.end()
    while (this.pos < end) into.push(this.readVarint())
    this.close(end)
  }

  /** Packed doubles; when they are those of the last call the array of the last call, else `into`. */
  packedBounds(into: number[]): readonly number[] {
    const end = this.end()
    if (into.length === 0 && this.#skipSameBounds(end)) return this.#lastBounds
    while (this.pos < end) into.push(this.readDouble())
    this.close(end)
    this.#lastBounds = into
    return into
  }

  #skipSameBounds(end: number): boolean {
    const last = this.#lastBounds
    if (last.length * 8 !== end - this.pos) return false
    for (let index = 0; index < last.length; index++) {
      if (this.dataView.getFloat64(this.pos + index * 8, true) !== last[index]) return false
    }
    this.pos = end
    return true
  }

  /** Skips a field that the model does not keep; `known` has a bit for each field that the message does define. */
  skipField(tag: number, message: string, known: number): void {
    const field = tag >>> 3
    const type = tag & 7
    if (field === 0) throw new OtlpDecodeError(`protobuf: field number 0 in ${message} at byte ${this.pos}`)
    if (field < 31 && ((known >>> field) & 1) === 1) {
      throw new OtlpDecodeError(`protobuf: field ${field} of ${message} has wire type ${type}`)
    }
    if (type === VARINT) this.readVarint()
    else if (type === FIXED64) this.pos += 8
    else if (type === BYTES) this.pos = this.end()
    else if (type === FIXED32) this.pos += 4
    else throw new OtlpDecodeError(`protobuf: wire type ${type} in ${message} at byte ${this.pos}`)
  }
}
