const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** A length of time in the unit people would use: `400 µs`, `12 ms`, `1.25 s`, `3 min 20 s`, `2 h 13 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0) return `−${formatDuration(-seconds)}`
  if (seconds === 0) return '0 s'
  // The bounds are where rounding would reach the next unit: 999.7 ms is 1.00 s. Decimals stay, so that figures do not jump.
  if (seconds < 0.000_999_5) return `${Math.round(seconds * 1e6)} µs`
  if (seconds < 0.9995) return `${(seconds * 1000).toFixed(seconds < 0.009_95 ? 1 : 0)} ms`
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`
  const whole = Math.round(seconds)
  if (whole < HOUR) return pair(whole, MINUTE, 'min', 1, 's')
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'min')
  return pair(whole, DAY, 'd', HOUR, 'h')
}

/** How long ago, or how far ahead, in one unit: `now`, `3 s ago`, `2 min ago`, `in 4 h`. */
export function formatAge(seconds: number): string {
  const length = Math.abs(seconds)
  if (length < 1) return 'now'
  const text =
    length < MINUTE
      ? `${Math.floor(length)} s`
      : length < HOUR
        ? `${Math.floor(length / MINUTE)} min`
        : length < DAY
          ? `${Math.floor(length / HOUR)} h`
          : `${Math.floor(length / DAY)} d`
  return seconds > 0 ? `${text} ago` : `in ${text}`
}

function pair(seconds: number, size: number, unit: string, smallerSize: number, smallerUnit: string): string {
  const smaller = Math.floor((seconds % size) / smallerSize)
  const larger = `${Math.floor(seconds / size)} ${unit}`
  return smaller === 0 ? larger : `${larger} ${smaller} ${smallerUnit}`
}
