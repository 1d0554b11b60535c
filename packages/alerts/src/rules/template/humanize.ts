import { formatFloat } from './format-float.ts'

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']
const BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']
const DIGITS = 4
/** What does not fit into 64 bits is the least of them in Go on amd64. */
const MAX_INT64 = 2 ** 63
const MIN_INT64 = -(2n ** 63n)

const short = (value: number): string => formatFloat(value, 'g', DIGITS)

/** `1234567` → `1.235M` */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return short(value)
  if (Math.abs(value) < 1) return scaleUp(value)
  return scaleDown(value, LARGE, 1000)
}

/** `1048576` → `1Mi` */
export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value) ? short(value) : scaleDown(value, BINARY, 1024)
}

/** `0.0512` → `5.12%` */
export function humanizePercentage(value: number): string {
  return `${short(value * 100)}%`
}

/** Seconds: `3661` → `1h 1m 1s` */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return short(value)
  if (value === 0) return '0s'
  if (Math.abs(value) < 1) return `${scaleUp(value)}s`
  const sign = value < 0 ? '-' : ''
  const absolute = Math.abs(value)
  const whole = absolute < MAX_INT64 ? BigInt(Math.trunc(absolute)) : MIN_INT64
  const [days, hours, minutes, seconds] = [
    whole / 86_400n,
    (whole / 3600n) % 24n,
    (whole / 60n) % 60n,
    whole % 60n,
  ]
  if (days !== 0n) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`
  if (hours !== 0n) return `${sign}${hours}h ${minutes}m ${seconds}s`
  return minutes === 0n ? `${sign}${short(absolute)}s` : `${sign}${minutes}m ${seconds}s`
}

function scaleDown(value: number, prefixes: readonly string[], base: number): string {
  let scaled = value
  let prefix = ''
  for (const each of prefixes) {
    if (Math.abs(scaled) < base) break
    prefix = each
    scaled /= base
  }
  return short(scaled) + prefix
}

function scaleUp(value: number): string {
  let scaled = value
  let prefix = ''
  for (const each of SMALL) {
    if (Math.abs(scaled) >= 1) break
    prefix = each
    scaled *= 1000
  }
  return short(scaled) + prefix
}
