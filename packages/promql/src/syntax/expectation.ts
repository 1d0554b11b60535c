const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*$/i
const GROUPED = /\b(?:by|without)\s*\([^()]*\)$/i

/**
 * Where in the grammar of Prometheus a place is, and what may stand there, as its errors say it.
 *
 * @param bare - The text up to the place, with blanks for what is quoted.
 * @param text - The same with it.
 */
export function expectationAt(bare: string, text: string): string {
  const before = bare.trimEnd()
  const open = innermostOpen(before)
  const last = text.trimEnd().at(-1) ?? ''
  if (before.charAt(open) === '{') return ` in label matching, expected ${expectedInBraces(last)}`
  if (before.charAt(open) === '(' && GROUPING.test(before.slice(0, open)))
    return ` in grouping opts, expected ${last === '(' || last === ',' ? 'label' : '"," or ")"'}`
  if (/\b(?:by|without|on|ignoring)$/i.test(before)) return ' in grouping opts, expected "("'
  if (/\boffset\s*[-+]?$/i.test(before)) return ' in offset, expected number, duration, step(), or range()'
  if (/@\s*(?:start|end)?$/i.test(before)) return ' in @, expected timestamp'
  return GROUPED.test(before) ? ' in aggregation' : ''
}

function expectedInBraces(last: string): string {
  if (/["'`]/.test(last)) return '"," or "}"'
  if (/[=~]/.test(last)) return 'string'
  return /\w/.test(last) ? 'label matching operator' : 'identifier or "}"'
}

/** Of the last bracket that is not closed; -1 where all are. */
function innermostOpen(bare: string): number {
  let closed = 0
  for (let at = bare.length - 1; at >= 0; at--) {
    const character = bare.charAt(at)
    if (')]}'.includes(character)) closed++
    else if ('([{'.includes(character) && closed-- === 0) return at
  }
  return -1
}
