/** Longer names are cut: the comparison is quadratic and the name is the caller's. */
const MAX_COMPARED_CHARACTERS = 64

/** The known name that resembles a given one most. */
export interface NearestName {
  readonly name: string
  /** Edits between them. */
  readonly distance: number
  /** Edits a character of the longer one: 1 for names without anything in common. */
  readonly ratio: number
}

/**
 * Finds the known name that was probably meant.
 *
 * Case, dots, dashes and underscores do not count, so `dashboard_port` is `dashboard.port`; of a dotted path the
 * last part alone is compared too, so `port` is `dashboard.port` as well.
 */
export function findNearestName(given: string, known: readonly string[]): NearestName {
  const name = given.slice(0, MAX_COMPARED_CHARACTERS)
  const whole = normalise(name)
  const last = normalise(lastPart(name))
  let nearest: NearestName = { name: '', distance: Infinity, ratio: Infinity }
  for (const candidate of known) {
    // Half an edit: of two equal candidates the one that matches as a whole wins.
    for (const [left, right, extra] of [
      [whole, normalise(candidate), 0],
      [last, normalise(lastPart(candidate)), 0.5],
    ] as const) {
      const length = Math.max(left.length, right.length, 1)
      if (Math.abs(left.length - right.length) / length >= nearest.ratio) continue
      const distance = editDistance(left, right) + extra
      if (distance / length < nearest.ratio) nearest = { name: candidate, distance, ratio: distance / length }
    }
  }
  return nearest
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function normalise(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const current = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      let best = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        best = Math.min(best, at(beforePrevious, j - 2) + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return at(previous, right.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
