const SLOTS = 1024

/**
 * The texts of one request by their bytes: keys, names and most values repeat, and a repeated text costs
 * neither a copy nor a second object. It holds at most 1,024 texts.
 */
export class TextCache {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '')

  /** The bytes as text. Bytes outside ASCII are decoded anew each time; ill-formed UTF-8 becomes U+FFFD. */
  read(bytes: Buffer, start: number, end: number): string {
    let hash = 0
    for (let index = start; index < end; index++) {
      const byte = bytes[index] as number
      if (byte > 0x7f) return bytes.toString('utf8', start, end)
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
    const cached = this.#texts[slot] as string
    if (isText(cached, bytes, start, end)) return cached
    const text = bytes.toString('latin1', start, end)
    this.#texts[slot] = text
    return text
  }
}

function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (text.length !== length) return false
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}
