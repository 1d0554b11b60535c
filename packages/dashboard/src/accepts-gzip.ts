/** Whether an Accept-Encoding header names gzip and does not refuse it by `q=0` (RFC 9110, section 12.5.3). */
export function acceptsGzip(header: string | undefined): boolean {
  for (const one of (header ?? '').toLowerCase().split(',')) {
    const [coding, ...parameters] = one.split(';').map((part) => part.trim())
    if (coding === 'gzip') return !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))
  }
  return false
}
