/** Backslash, quote and line feed escaped: a label's value, and in OpenMetrics a help text. */
export function escapeText(text: string): string {
  return /[\\"\n]/.test(text) ? text.replace(/[\\"\n]/g, escapeCharacter) : text
}

/** Backslash and line feed escaped: a help text of the text format. */
export function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return character === '\n' ? String.raw`\n` : `\\${character}`
}
