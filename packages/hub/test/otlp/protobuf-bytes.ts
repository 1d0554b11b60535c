/** Bytes one after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

export function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Uint8Array.from([...bytes, Number(rest)])
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(BigInt(field * 8 + wireType))
}

export function varintField(field: number, value: bigint): Uint8Array {
  return join(tag(field, 0), varint(value))
}

export function fixed64Field(field: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return join(tag(field, 1), bytes)
}

export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return join(tag(field, 2), varint(BigInt(bytes.length)), bytes)
}

export function textField(field: number, text: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(text))
}
