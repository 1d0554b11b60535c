const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const THREE_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Whole numbers in full, others with three digits: `1,204`, `0.0317`. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 1000 ? WHOLE.format(value) : THREE_DIGITS.format(value)
}

/** Bytes in the largest unit of 1024 that fits: `412 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${formatNumber(unit === 0 || value >= 100 ? Math.round(value) : value)} ${BYTE_UNITS[unit]}`
}

/** A share of a hundred: `43 %`, `0.4 %`, `<0.1 %`. */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 0.1) return '<0.1 %'
  return `${percent === 0 ? '0' : percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0)} %`
}

/** A share that is done, rounded down: what is not done yet never looks done. */
export function formatProgress(percent: number): string {
  return formatPercent(percent < 10 ? Math.floor(percent * 10) / 10 : Math.floor(percent))
}

/** A rate: `118 /s`, `34.2 /s`, `0.25 /s`; decimals stay, so that figures do not jump about. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0 /s'
  if (Math.abs(perSecond) < 0.01) return '<0.01 /s'
  if (Math.abs(perSecond) >= 99.95) return `${WHOLE.format(perSecond)} /s`
  return `${perSecond.toFixed(Math.abs(perSecond) < 0.995 ? 2 : 1)} /s`
}
