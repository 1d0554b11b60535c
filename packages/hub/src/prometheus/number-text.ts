/** A sample's value as both formats write it. */
export function toValueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}

/**
 * A bucket's bound or a quantile as a label: without exponent, as Prometheus' OTLP receiver writes it
 * (Go's `strconv.FormatFloat(bound, 'f', -1, 64)`).
 */
export function toBoundText(bound: number): string {
  const text = toValueText(bound)
  const [mantissa, exponent] = text.split('e') as [string, string?]
  if (exponent === undefined) return text
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`
  return sign + digits.padEnd(shift + 1, '0')
}

/** The same as OpenMetrics wants it, so that every exporter writes the same label: a whole number with `.0`. */
export function toCanonicalBoundText(bound: number): string {
  const text = toValueText(bound)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
