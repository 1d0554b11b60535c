/** Blanks in the place of texts and comments: what they hold is no part of the query. */
export function hideTexts(text: string): string {
  return replaceHidden(text, (hidden) => ' '.repeat(hidden.length))
}

/** Blanks in the place of comments only. */
export function hideComments(text: string): string {
  return replaceHidden(text, (hidden) => (hidden.startsWith('#') ? ' '.repeat(hidden.length) : hidden))
}

/** How many texts and comments there are. */
export function countHidden(text: string): number {
  let count = 0
  replaceHidden(text, (hidden) => {
    count++
    return hidden
  })
  return count
}

/** What is not closed stays as it is, with all that follows. */
function replaceHidden(text: string, replace: (hidden: string) => string): string {
  const opening = /["'`#]/g
  let replaced = ''
  let done = 0
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const end = endOf(text, found.index)
    if (end === -1) break
    replaced += text.slice(done, found.index) + replace(text.slice(found.index, end))
    done = end
    opening.lastIndex = end
  }
  return replaced + text.slice(done)
}

/** Where a text or comment ends that begins there; -1 where it does not. */
function endOf(text: string, start: number): number {
  const quote = text[start]
  if (quote === '#') {
    const end = text.indexOf('\n', start)
    return end === -1 ? text.length : end
  }
  if (quote === '`') return text.indexOf(quote, start + 1) + 1 || -1
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\n') return -1
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return -1
}
