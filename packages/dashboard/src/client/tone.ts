/** How good or bad something is: each has a colour, a shape and a word. */
export type Tone = 'ok' | 'info' | 'unknown' | 'warning' | 'error'

const WORDS: ReadonlyMap<string, Tone> = new Map(
  Object.entries({
    ok: ['ok', 'healthy', 'completed', 'resolved'],
    info: ['info', 'running'],
    unknown: ['unknown', 'paused', 'ongoing'],
    warning: ['warning', 'stalled', 'new'],
    error: ['error', 'unhealthy', 'critical', 'failed', 'interrupted', 'regressed'],
  } satisfies Record<Tone, string[]>).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
)

/** The tone of a word under a key such as `status`; `null` for a word that says neither good nor bad. */
export function toneOfWord(word: string): Tone | null {
  return WORDS.get(word.toLowerCase()) ?? null
}

/** The tone of a number that people judge at once; `null` for all others. */
export function toneOfNumber(key: string, value: number): Tone | null {
  switch (key) {
    case 'errorRatio':
      return value >= 0.05 ? 'error' : value >= 0.01 ? 'warning' : null
    case 'failuresInARow':
    case 'failedItems':
      return value > 0 ? 'warning' : null
    case 'eventLoopPercent':
      return value >= 90 ? 'warning' : null
    default:
      return null
  }
}
