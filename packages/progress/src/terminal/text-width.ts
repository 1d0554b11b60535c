const COMBINING = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}])$/u
// oxlint-disable-next-line no-control-regex -- the escape sequence begins with one
const COLOURS = /\u001B\[[\d;]*m/g

/** Columns that a text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text.replaceAll(COLOURS, '')) width += characterWidth(character)
  return width
}

/** Cuts a text without colours to so many columns. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  let cut = ''
  let width = 1
  for (const character of text) {
    width += characterWidth(character)
    if (width > columns) break
    cut += character
  }
  return `${cut}…`
}

function characterWidth(character: string): number {
  if (character <= '\u007F') return 1
  return COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1
}
