import { redactText } from './redact-text.ts'
import { REDACTED } from './redaction-settings.ts'

/** Characters read past a limit, so that a secret which the limit cuts in two is still recognised. */
const MARGIN = 1024
const ELLIPSIS = '…'
const ELLIPSIS_BYTES = 3

/** Cuts a text to at most `maxBytes` (from 3 up) of UTF-8, never inside a character; what was cut ends in `…`. */
export function truncateText(text: string, maxBytes: number): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= maxBytes) return text
  const bytes = Buffer.from(text.slice(0, maxBytes + 1))
  return bytes.length <= maxBytes ? text : cut(bytes, maxBytes)
}

/**
 * Makes a caller's text fit for telemetry: bounded first, so that the cost is too, then without credentials.
 *
 * A secret across the limit is recognised, and never leaves its first half.
 */
export function toSafeText(text: string, maxBytes: number): string {
  if (text.length <= maxBytes + MARGIN) return truncateText(redactText(text), maxBytes)
  const redacted = redactText(text.slice(0, maxBytes + MARGIN))
  // The end of the excerpt may hold half a secret, which nothing can recognise.
  const safe = redacted.endsWith(REDACTED) ? redacted : redacted.slice(0, -MARGIN)
  return cut(Buffer.from(safe), maxBytes)
}

/** Decodes what fits with the ellipsis. Decoding copies: a slice would keep the whole original in memory. */
function cut(bytes: Buffer, maxBytes: number): string {
  let end = Math.min(bytes.length, maxBytes - ELLIPSIS_BYTES)
  // Continuation bytes are 10xxxxxx: step back to the first byte of the character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end) + ELLIPSIS
}
