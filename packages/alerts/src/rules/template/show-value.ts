import { formatFloat } from './format-float.ts'
import {
  AlertData,
  ArgumentMap,
  Duration,
  type GoValue,
  Html,
  Moment,
  QuerySample,
  StringMap,
} from './value.ts'

const NANOSECONDS = 1_000_000_000n
/** Go's addresses of what a list points to differ from run to run. */
const ADDRESS = '0xc000000000'

/** A value as Go's `%v` shows it. */
export function showValue(value: GoValue): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return formatFloat(value, 'g', -1)
    case 'bigint':
    case 'boolean':
      return String(value)
    default:
  }
  if (value === null) return '<nil>'
  if (value instanceof StringMap)
    return `map[${value.names.map((name) => `${name}:${value.get(name)}`).join(' ')}]`
  if (value instanceof ArgumentMap) return showArguments(value)
  if (value instanceof QuerySample) return `&${showSample(value)}`
  if (value instanceof Moment) return showMoment(value)
  if (value instanceof Duration) return showDuration(value.nanoseconds)
  if (value instanceof Html) return value.text
  if (value instanceof AlertData) {
    const parts = [value.Labels, value.ExternalLabels, value.ExternalURL, value.Value]
    return `{${parts.map(showValue).join(' ')}}`
  }
  return `[${value.map(() => ADDRESS).join(' ')}]`
}

/** A value as an action of a template prints it. */
export function printValue(value: GoValue): string {
  if (value === null) return '<no value>'
  return value instanceof QuerySample ? showSample(value) : showValue(value)
}

function showSample({ labels, value }: QuerySample): string {
  return `{${showValue(labels)} ${showValue(value)}}`
}

function showArguments({ entries }: ArgumentMap): string {
  const pairs = [...entries].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `map[${pairs.map(([name, value]) => `${name}:${showValue(value)}`).join(' ')}]`
}

/** `1970-01-01 00:00:20 +0000 UTC` */
function showMoment({ timeMs }: Moment): string {
  const seconds = Math.floor(timeMs / 1000)
  const milliseconds = timeMs - seconds * 1000
  const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0').replace(/0+$/, '')}`
  return `${showDay(seconds)} ${showTime(seconds)}${fraction} +0000 UTC`
}

function showDay(seconds: number): string {
  const date = new Date(seconds * 1000)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}

function showTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(-13, -5)
}

/** `1h0m0.5s` */
function showDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const all = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (all < NANOSECONDS) {
    const [unit, size] = all < 1000n ? ['ns', 1n] : all < 1_000_000n ? ['\u00b5s', 1000n] : ['ms', 1_000_000n]
    return `${sign}${showFraction(all, size)}${unit}`
  }
  const minutes = all / (60n * NANOSECONDS)
  const rest = `${showFraction(all % (60n * NANOSECONDS), NANOSECONDS)}s`
  const hours = minutes / 60n
  if (minutes === 0n) return sign + rest
  return hours === 0n ? `${sign}${minutes}m${rest}` : `${sign}${hours}h${minutes % 60n}m${rest}`
}

function showFraction(value: bigint, unit: bigint): string {
  const fraction = String(value % unit).padStart(String(unit).length - 1, '0')
  const text = unit === 1n ? '' : fraction.replace(/0+$/, '')
  return `${value / unit}${text === '' ? '' : `.${text}`}`
}
