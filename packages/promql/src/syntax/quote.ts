const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}
/** What Go does not print as it is: no letter, mark, number, sign or plain space. */
const UNPRINTABLE = /[\\"]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** Quotes a text as Go's `%q`. */
export function quote(text: string): string {
  return `"${text.toWellFormed().replace(UNPRINTABLE, escapeCharacter)}"`
}

function escapeCharacter(character: string): string {
  const known = ESCAPES[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`
  return code < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
