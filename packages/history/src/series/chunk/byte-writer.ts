/** Writes numbers into bytes, one after the other; the bytes grow as they are needed. */
export class ByteWriter {
  #bytes = new Uint8Array(4096)
  #length = 0

  /** Begins anew, with so many bytes left free. */
  start(reserved: number): void {
    this.#length = reserved
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow()
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53, in as few bytes as it needs. */
  varint(value: number): void {
    let left = value
    while (left >= 0x1000_0000) {
      this.byte((left % 128) | 128)
      left = Math.floor(left / 128)
    }
    while (left >= 128) {
      this.byte((left & 127) | 128)
      left >>>= 7
    }
    this.byte(left)
  }

  #grow(): void {
    const grown = new Uint8Array(this.#bytes.length * 2)
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** Makes of a whole number one without a sign: 0, -1, 1, -2 become 0, 1, 2, 3. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}
