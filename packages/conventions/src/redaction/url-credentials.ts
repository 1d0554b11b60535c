import { REDACTED } from './redaction-settings.ts'

/** Longest stretch after `://` in which credentials are looked for. */
const MAX_AUTHORITY = 512
const ENDS_URL = /[\s"'`<>\\]/
const ENDS_AUTHORITY = /[/?#]/

/** Takes user and password out of every URL: `postgres://user:pw@host/db` becomes `postgres://[redacted]@host/db`. */
export function redactUrlCredentials(text: string): string {
  let from = text.indexOf('://')
  if (from < 0) return text
  let kept = ''
  let copied = 0
  while (from >= 0) {
    const start = from + 3
    const end = endOfCredentials(text, start)
    if (end > start) {
      kept += text.slice(copied, start) + REDACTED
      copied = end
    }
    from = text.indexOf('://', Math.max(start, end))
  }
  return kept + text.slice(copied)
}

/** Where the `@` stands that ends the credentials which begin at `start`; `start` where there are none. */
function endOfCredentials(text: string, start: number): number {
  const window = text.slice(start, start + MAX_AUTHORITY)
  const urlEnd = window.search(ENDS_URL)
  const url = urlEnd < 0 ? window : window.slice(0, urlEnd)
  const slash = url.search(ENDS_AUTHORITY)
  const authority = slash < 0 ? url : url.slice(0, slash)
  const at = authority.lastIndexOf('@')
  if (at >= 0) return start + at
  const colon = authority.indexOf(':')
  if (colon < 0 || /^\d{0,5}$/.test(authority.slice(colon + 1)) || authority.startsWith('[')) return start
  // What follows the colon is no port: a password with a slash in it, or one that was cut off before its `@`.
  const later = url.indexOf('@', authority.length)
  if (later >= 0) return start + later
  return start + url.length === text.length ? text.length : start
}
