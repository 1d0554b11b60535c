import { REDACTED, redactionSettings } from './redaction-settings.ts'
import { redactAssignments } from './secret-assignments.ts'
import { redactTokens } from './token-patterns.ts'
import { redactUrlCredentials } from './url-credentials.ts'

/** Something that each credential we know has in or beside it: most short texts have none of it. */
const MAY_HOLD_SECRET = /[:=@%]|--|[\w-]{12}|bearer|basic|digest|passw|pwd|secret|insert|identified|failing/i

/**
 * Takes credentials out of a text: those of URLs, headers, tokens of known form, the values of secret keys, and
 * what {@link configureRedaction} added. Time grows in proportion to the text: bound it first.
 */
export function redactText(text: string): string {
  let safe = text
  for (const pattern of redactionSettings.patterns) safe = safe.replaceAll(pattern, REDACTED)
  if (!MAY_HOLD_SECRET.test(safe)) return safe
  return redactTokens(redactAssignments(redactUrlCredentials(safe)))
}
