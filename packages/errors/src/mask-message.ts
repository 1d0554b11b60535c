/** Characters of a message that tell its group. */
const MAX_LENGTH = 512

/** Each begins where a word does: tried at each of its letters they would take time in the square of its length. */
const MASKS: readonly (readonly [pattern: RegExp, mask: string])[] = [
  [/[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'`<>]*/gi, '<url>'],
  [/"[^"]*"|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, '<text>'],
  [/(?<![\w.@~+-])(?:[A-Za-z]:)?[\w.@~+-]*[/\\][^\s"'`,;:()]*/g, '<path>'],
  // Whatever has a digit in it: numbers, dates, UUIDs, addresses, identifiers such as CHEMBL25.
  [/(?<![\p{L}\d_.%+:@-])[\p{L}_.%+:@-]*\d[\p{L}\d_.%+:@-]*/gu, '<id>'],
  [/(?<![\w.%+-])[\w.%+-]+@[\w.-]+/g, '<email>'],
  [/\b[0-9a-f]{8,}\b/gi, '<id>'],
]

/** Leaves of a message what is the same each time: numbers, ids, quoted texts, paths and URLs are masked. */
export function maskMessage(message: string): string {
  // Data as a message, such as the issues of a validation: its shape varies with what was validated.
  if (/^\s*[[{]/.test(message)) return '<data>'
  let masked = message.slice(0, MAX_LENGTH)
  for (const [pattern, mask] of MASKS) masked = masked.replaceAll(pattern, mask)
  return masked.replaceAll(/\s+/g, ' ').trim()
}
