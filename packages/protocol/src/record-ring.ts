import type { ControlBlock } from './control-block.ts'
import { RECORD } from './span-record.ts'

/** Default size of a ring in bytes; memory is used only as far as it was ever written. */
export const RING_BYTES: number = 4 * 1024 * 1024
/** A record larger than this share of the ring is refused, so that one record cannot push out all others. */
const MAX_RECORD_SHARE = 8
/** Length of a skip record: the rest of the ring up to its end holds nothing. */
const SKIP = -1

/** What became of a record: written, no room left, or larger than any record may be. */
export type WriteResult = 'written' | 'queue_full' | 'too_large'

/**
 * Writing end of the ring of records between one application thread and the hub.
 *
 * A record is a run of 32-bit integers followed by one UTF-8 text; its first integer is its length in
 * bytes, a multiple of 8. It lies in one piece and becomes visible to the hub only when it is whole.
 */
export class RingWriter {
  readonly #control: ControlBlock
  readonly #capacity: number
  readonly #ints: Int32Array
  readonly #bytes: Buffer
  #written: number

  constructor(control: ControlBlock, buffer: SharedArrayBuffer) {
    this.#control = control
    this.#capacity = buffer.byteLength
    this.#ints = new Int32Array(buffer)
    this.#bytes = Buffer.from(buffer)
    this.#written = control.ringWritten
  }

  /** Bytes that the hub has not released yet. */
  get waitingBytes(): number {
    return (this.#written - this.#control.ringReleased) >>> 0
  }

  get capacity(): number {
    return this.#capacity
  }

  /**
   * Appends one record.
   *
   * @param head - Integers of the record; `head[0]` is overwritten with the record's length and `head[1]`
   * with the text's length in bytes.
   * @param count - How many integers of `head` count, even so that the text starts on 8 bytes.
   * @param text - Text that follows the integers.
   */
  write(head: Int32Array, count: number, text: string): WriteResult {
    // UTF-8 takes at most 3 bytes for each UTF-16 unit.
    const room = count * 4 + text.length * 3 + 8
    if (room > this.#capacity / MAX_RECORD_SHARE) return 'too_large'
    let position = this.#written
    let offset = position & (this.#capacity - 1)
    const toEnd = this.#capacity - offset
    const free = this.#capacity - this.waitingBytes
    if (toEnd < room) {
      if (free < toEnd + room) return 'queue_full'
      this.#ints[offset >> 2] = SKIP
      position += toEnd
      offset = 0
    } else if (free < room) {
      return 'queue_full'
    }
    const textOffset = offset + count * 4
    const textBytes = text.length === 0 ? 0 : this.#bytes.write(text, textOffset, 'utf8')
    const length = (count * 4 + textBytes + 7) & ~7
    head[0] = length
    head[1] = textBytes
    const at = offset >> 2
    for (let index = 0; index < count; index++) this.#ints[at + index] = head[index] ?? 0
    this.#written = (position + length) >>> 0
    this.#control.ringWritten = this.#written
    return 'written'
  }
}

/** One record as the reader sees it; valid until the reader releases it. */
export interface RingRecord {
  /** Integers of the ring; the record's begin at {@link at}. */
  readonly ints: Int32Array
  readonly at: number
  readonly bytes: Buffer
  /** Position behind this record: what to release once it is safe. */
  readonly end: number
}

/** Reading end of the ring: reads ahead of what it has released, so that a hub that dies loses nothing. */
export class RingReader {
  readonly #control: ControlBlock
  readonly #capacity: number
  readonly #ints: Int32Array
  readonly #bytes: Buffer
  #read: number

  constructor(control: ControlBlock, buffer: SharedArrayBuffer) {
    this.#control = control
    this.#capacity = buffer.byteLength
    this.#ints = new Int32Array(buffer)
    this.#bytes = Buffer.from(buffer)
    this.#read = control.ringReleased
  }

  /** Bytes written and not read yet. */
  get unreadBytes(): number {
    return (this.#control.ringWritten - this.#read) >>> 0
  }

  /** Bytes written and not released yet. */
  get waitingBytes(): number {
    return (this.#control.ringWritten - this.#control.ringReleased) >>> 0
  }

  get capacity(): number {
    return this.#capacity
  }

  /** Position up to which records have been read. */
  get position(): number {
    return this.#read
  }

  /** The next record, or `null` when all were read or the application took the ring. */
  next(): RingRecord | null {
    while (!this.#control.ringTaken && this.unreadBytes > 0) {
      const offset = this.#read & (this.#capacity - 1)
      const length = this.#ints[offset >> 2] ?? SKIP
      if (length === SKIP) {
        this.#read = (this.#read + this.#capacity - offset) >>> 0
        continue
      }
      this.#read = (this.#read + length) >>> 0
      return { ints: this.#ints, at: offset >> 2, bytes: this.#bytes, end: this.#read }
    }
    return null
  }

  /** Gives the space up to a position back to the writer. */
  release(position: number): void {
    if (!this.#control.ringTaken) this.#control.ringReleased = position
  }
}

/** Records of a ring that nobody has made safe yet. */
export interface UnreleasedRecords {
  /** Oldest first, as one run without skips' gaps. */
  readonly records: Uint8Array
  /** Spans that have ended in them. */
  readonly spans: number
  /** Position behind the last of them. */
  readonly end: number
}

/**
 * Copies what was never released. The application's thread writes this to the spool when the hub cannot be
 * reached at the end.
 */
export function copyUnreleased(control: ControlBlock, buffer: SharedArrayBuffer): UnreleasedRecords {
  const parts: Uint8Array[] = []
  let spans = 0
  const source = new Uint8Array(buffer)
  const ints = new Int32Array(buffer)
  let position = control.ringReleased
  const end = control.ringWritten
  while (position !== end) {
    const offset = position & (buffer.byteLength - 1)
    const length = ints[offset >> 2] ?? SKIP
    if (length === SKIP) {
      position = (position + buffer.byteLength - offset) >>> 0
      continue
    }
    parts.push(source.slice(offset, offset + length))
    if (ints[(offset >> 2) + 2] === RECORD.span) spans++
    position = (position + length) >>> 0
  }
  return { records: Buffer.concat(parts), spans, end }
}
