/** Makes one number of another. */
export type ValueFunction = (value: number) => number

/** Functions of an instant vector that look at nothing but the value. */
export const VALUE_FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  deg: (value) => (value * 180) / Math.PI,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  rad: (value) => (value * Math.PI) / 180,
  sgn: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
}

/** Functions of a time in Unix seconds, in UTC. */
export const DATE_FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  day_of_month: ofDate((date) => date.getUTCDate()),
  day_of_week: ofDate((date) => date.getUTCDay()),
  day_of_year: ofDate((date) => (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1),
  days_in_month: ofDate((date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  ),
  hour: ofDate((date) => date.getUTCHours()),
  minute: ofDate((date) => date.getUTCMinutes()),
  month: ofDate((date) => date.getUTCMonth() + 1),
  year: ofDate((date) => date.getUTCFullYear()),
}

function ofDate(read: (date: Date) => number): ValueFunction {
  return (seconds) => Math.floor(read(new Date(Math.trunc(seconds) * 1000)))
}

/** Ties are rounded up. */
export function roundTo(value: number, nearest: number): number {
  const inverse = 1 / nearest
  return Math.floor(value * inverse + 0.5) / inverse
}

export function clamp(value: number, least: number, most: number): number {
  const below = most === -Infinity ? -Infinity : Math.min(most, value)
  return least === Infinity ? Infinity : Math.max(least, below)
}
