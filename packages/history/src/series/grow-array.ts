/** Makes an array long enough, with room for half as much again; the same one where it is. */
export function growInt32(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array
  const grown = new Int32Array(roomFor(length))
  grown.set(array)
  return grown
}

/** The same for numbers without a sign. */
export function growUint32(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array
  const grown = new Uint32Array(roomFor(length))
  grown.set(array)
  return grown
}

/** The same for 64-bit floats. */
export function growFloat64(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= array.length) return array
  const grown = new Float64Array(roomFor(length))
  grown.set(array)
  return grown
}

function roomFor(length: number): number {
  return Math.ceil(length * 1.5)
}
