/** A finite number above 0, moved into the bounds; `undefined` for anything else. */
export function readPositive(value: unknown, least: number, most: number): number | undefined {
  if (typeof value !== 'number' || !(value > 0) || value === Infinity) return undefined
  return Math.min(Math.max(value, least), most)
}
