/** What one request holds of a {@link ByteBudget}; disposing gives all of it back. */
export interface ByteLease extends Disposable {
  /** Takes more bytes; `false`, and nothing taken, if the budget has no more. */
  take(bytes: number): boolean
}

/** A bound on the memory of all requests together. */
export interface ByteBudget {
  readonly usedBytes: number
  open(): ByteLease
}

/** Makes a budget of `maxBytes`, all of it free. */
export function createByteBudget(maxBytes: number): ByteBudget {
  let usedBytes = 0
  return {
    get usedBytes() {
      return usedBytes
    },
    open() {
      let held = 0
      return {
        take(bytes) {
          if (usedBytes + bytes > maxBytes) return false
          usedBytes += bytes
          held += bytes
          return true
        },
        [Symbol.dispose]() {
          usedBytes -= held
          held = 0
        },
      }
    },
  }
}
