/** A number with an exponent where it is large or small, as Go's `%g` has it in messages: `0.5`, `1e+06`, `+Inf`. */
export function formatShortest(value: number, digits?: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = value
    .toExponential(digits === undefined ? undefined : digits - 1)
    .split('e')
  const power = Number(exponent)
  // What is rounded to few digits ends in no zeros.
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  if (power >= -4 && power < (digits ?? SHORTEST)) return String(Number(`${short}e${power}`))
  return `${short}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** Digits before the point from which on there is an exponent. */
const SHORTEST = 6
