/** Prometheus' names of UCUM units; those and all rules here are of github.com/prometheus/otlptranslator v1.0.0. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
])

/** What follows a slash: «per second» where the unit alone is «seconds». */
const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
])

/** Go's `unicode.IsSpace`; JavaScript's `\s` has U+FEFF and not U+0085. */
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, 'g')

/** The two parts of a unit that become suffixes of a metric's name; annotations in braces are no units. */
export interface UnitSuffixes {
  /** Such as `bytes`; empty when there is none. */
  readonly main: string
  /** Such as `per_second`; empty when there is none. */
  readonly per: string
}

/** What is left and right of the first slash of a unit, as words fit for a metric's name. */
export function toUnitSuffixes(unit: string): UnitSuffixes {
  const slash = unit.indexOf('/')
  const main = baseUnit(slash === -1 ? unit : unit.slice(0, slash))
  const per = slash === -1 ? '' : baseUnit(unit.slice(slash + 1))
  const perWord = per === '' ? '' : `per_${PER_UNITS.get(per) ?? per}`
  return { main: toWord(UNITS.get(main) ?? main), per: toWord(perWord) }
}

/** A unit as Prometheus names it in a metric's metadata: `By/s` is `bytes_per_second`. */
export function toUnitName(unit: string): string {
  const { main, per } = toUnitSuffixes(unit)
  const name = main !== '' && per !== '' ? `${main}_${per}` : main + per
  return name.replace(/^_/, '').replace(/_$/, '')
}

function baseUnit(unit: string): string {
  const trimmed = unit.replace(OUTER_SPACE, '')
  return /[{}]/.test(trimmed) ? '' : trimmed
}

function toWord(unit: string): string {
  return unit
    .replace(/[^a-zA-Z0-9:]/gu, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^_/, '')
}
