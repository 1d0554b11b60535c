/** Stands between names and values: a byte that no UTF-8 has. */
const SEPARATOR = 0xff

/**
 * The fingerprint that Prometheus and Alertmanager give to labels: FNV-1a of 64 bits over names and values in order.
 *
 * @returns 16 hexadecimal digits.
 * @example
 * fingerprintOf({ alertname: 'Watchdog' })
 */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  let high = 0xcbf29ce4
  let low = 0x84222325
  const add = (byte: number): void => {
    const mixed = (low ^ byte) >>> 0
    // Times 2^40 + 0x1b3, in halves of 32 bits.
    const product = mixed * 0x1b3
    low = product >>> 0
    high = (high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + mixed * 0x100) % 0x1_0000_0000
  }
  for (const name of Object.keys(labels).toSorted()) {
    for (const byte of Buffer.from(name)) add(byte)
    add(SEPARATOR)
    for (const byte of Buffer.from(labels[name] ?? '')) add(byte)
    add(SEPARATOR)
  }
  return toHex(high) + toHex(low)
}

function toHex(half: number): string {
  return half.toString(16).padStart(8, '0')
}
