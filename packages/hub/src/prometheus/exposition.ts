export function exposeSeries(
  _s: unknown,
  _accept: string | null,
): { contentType: string; chunks: Iterable<string> } {
  return { contentType: 'text/plain', chunks: [''] }
}
