const MAX_WAIT_MS = 24 * 3600 * 1000
const SECONDS = /^\d+$/
/** `Fri, 02 Jan 2026 03:04:05 GMT` and the older `Friday, 02-Jan-26 03:04:05 GMT`; `Date.parse` alone takes much more. */
const HTTP_DATE = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Reads a `Retry-After` header, seconds or HTTP-date (RFC 9110, 10.2.3), as milliseconds from now.
 *
 * A date that has passed is 0, a wait of over a day is a day, anything else is `undefined`.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number = Date.now()): number | undefined {
  const text = value?.trim() ?? ''
  const isDate = HTTP_DATE.test(text)
  if (!isDate && !SECONDS.test(text)) return undefined
  const waitMs = isDate ? Date.parse(text) - nowMs : Number(text) * 1000
  return Number.isNaN(waitMs) ? undefined : Math.min(MAX_WAIT_MS, Math.max(0, waitMs))
}
