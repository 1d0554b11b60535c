const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** `1,234`. */
export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** `24.7 %`; never 100 before it is. */
export function formatPercent(percent: number): string {
  const shown = percent < 100 ? Math.min(percent, 99.9) : 100
  return `${shown === 100 ? '100' : shown.toFixed(1)} %`
}

/** Three digits: `0.0123`, `12.3`, `1,230`. */
export function formatRate(rate: number): string {
  return rate >= 100
    ? formatCount(Math.round(rate))
    : rate >= 0.001
      ? rate.toPrecision(3)
      : rate.toExponential(1)
}

/** The two largest units of a time: `0.3 s`, `45 s`, `6 min 12 s`, `3 h 5 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.round(seconds / 3600)
  return `${formatCount(Math.floor(hours / 24))} d ${hours % 24} h`
}

/** `2026-03-01 12:00:05 UTC`. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A text on one line: no control character of it may move the cursor of a terminal. */
export function toLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}
