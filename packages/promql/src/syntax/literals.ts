/** Milliseconds of each unit of a duration, in the order in which they may follow one another. */
const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]
/** What is easier to read in days: 90d, not 12w6d. */
const ONLY_WHOLE: ReadonlySet<string> = new Set(['y', 'w'])
const DURATION = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`)
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/gu
/** Go's durations are 64 bits of nanoseconds. */
const MAX_DURATION_MS = 9_223_372_036_854

/** Reads a number or duration: `5`, `0x1f`, `1e3`, `Inf`, `5m30s` in seconds; `null` for what is neither. */
export function readNumber(text: string): number | null {
  const lower = text.toLowerCase()
  if (lower === 'inf') return Infinity
  if (lower === 'nan') return Number.NaN
  if (/^0x[0-9a-f]+$/.test(lower)) return Number(BigInt(lower))
  if (
    /^(?:\d[\d_]*)?\.?\d[\d_]*(?:e[+-]?\d[\d_]*)?$/.test(lower) ||
    /^\d[\d_]*\.?(?:e[+-]?\d[\d_]*)?$/.test(lower)
  ) {
    return Number(lower.replaceAll('_', ''))
  }
  const milliseconds = readDuration(text)
  return milliseconds === null ? null : milliseconds / 1000
}

/** Whether a number is written as a duration. */
export function isDuration(text: string): boolean {
  return DURATION.test(text)
}

/** Writes a duration as Prometheus does: `90d`, `1h30m`, `1w`, and years and weeks only where nothing is left. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`
  let rest = milliseconds
  let text = ''
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count === 0 || (ONLY_WHOLE.has(unit) && rest % size !== 0)) continue
    text += `${count}${unit}`
    rest -= count * size
  }
  return text
}

/** Reads a duration such as `1h30m`, in milliseconds; `null` for none, or one that is too long. */
export function readDuration(text: string): number | null {
  const parts = DURATION.exec(text)
  if (parts === null || text === '') return null
  let sum = 0
  for (const [index, [, milliseconds]] of UNITS.entries()) sum += Number(parts[index + 1] ?? 0) * milliseconds
  return sum <= MAX_DURATION_MS ? sum : null
}

/** Reads a quoted text with the escapes of Go; `null` where it is not closed, or an escape is none. */
export function readString(text: string): string | null {
  const quote = text[0] ?? ''
  if (text.length < 2 || !text.endsWith(quote)) return null
  const inner = text.slice(1, -1)
  if (quote === '`') return inner.includes('`') ? null : inner
  if (inner.includes('\n')) return null
  let isSound = true
  const unescaped = inner.replaceAll(
    ESCAPE,
    (_whole, byte?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const code = byte ?? short ?? long
      if (code !== undefined) return toCharacter(Number.parseInt(code, 16))
      if (octal !== undefined) return toCharacter(Number.parseInt(octal, 8))
      const plain = other === quote ? quote : ESCAPES[other ?? '']
      if (plain === undefined) isSound = false
      return plain ?? ''
    },
  )
  // What ends in an odd number of backslashes has swallowed its quote.
  return isSound && !/(?:^|[^\\])(?:\\\\)*\\$/.test(inner) ? unescaped : null
}

function toCharacter(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
}
