/** Text of anything that was given where a text belongs; the type of what cannot be turned into one. Never throws. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return String(value)
  } catch {
    return typeof value
  }
}
