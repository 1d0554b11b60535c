/** A quantifier and what it repeats an atom for. */
const REPEAT = /^\{(\d+)(,?)(\d*)\}/
/** A character, an escape or a class, which is one instruction; a quoted text is as many as it has characters. */
const ATOM =
  /^(?:\(\?(?:[a-zA-Z-]*:|P?<\w+>)|\\Q[^]*?(?:\\E|$)|\\[pPx]\{[^}]*\}|\\[^]|\[\^?\]?(?:\[:[^\]]*:\]|\\[^]|[^\]\\])*\]|[^])/

/** Longer classes and quotes are taken for several, which makes them no smaller. */
const MAX_ATOM = 64

/**
 * Estimates how many instructions an expression of RE2 is compiled to, without compiling it: a repetition repeats what it
 * stands behind, so that a few characters can mean a hundred thousand. Of an expression that is none it says anything.
 */
export function sizeOfExpression(pattern: string): number {
  /** Sizes before the groups that are open. */
  const open: number[] = []
  let size = 0
  let last = 0
  let at = 0
  while (at < pattern.length) {
    const rest = pattern.slice(at, at + MAX_ATOM)
    const repeat = REPEAT.exec(rest)
    if (repeat !== null) {
      const [whole, from, comma, to] = repeat
      const times = Math.max(Number(from) + (comma === '' || to !== '' ? 0 : 1), Number(to), 1)
      size += last * (times - 1)
      last *= times
      at += whole.length
      continue
    }
    const atom = ATOM.exec(rest)?.[0] ?? ' '
    at += atom.length
    if (atom.startsWith('(')) {
      open.push(size)
      size = 0
    } else if (atom === ')') {
      last = size + 2
      size = (open.pop() ?? 0) + last
    } else {
      last = atom.startsWith('\\Q') ? atom.length : 1
      size += last
    }
  }
  return size + open.reduce((sum, each) => sum + each, 0)
}
