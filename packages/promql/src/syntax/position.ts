/** Line and column of a place in a text, both from 1: as in Prometheus, a column is a byte. */
export function positionOf(text: string, at: number): string {
  if (text === '') return 'unknown position'
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1
  return `${line}:${column}`
}
