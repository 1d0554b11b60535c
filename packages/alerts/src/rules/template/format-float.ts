/** Decimal digits of a number and where its point stands: 0.5 is `{ digits: '5', point: 0 }`. */
interface Decimal {
  readonly digits: string
  readonly point: number
}

/** Up to here two numbers of so many digits differ wherever a double can tell them apart. */
const SAFE_DIGITS = 15
/** Where no precision is given, numbers as great as 10^6 have an exponent. */
const GENERAL_LIMIT = 6

/**
 * Formats a number as Go does.
 *
 * @param precision - Digits after the point, of all for `g`; -1: as many as it takes to tell it from others.
 * @example
 * formatFloat(1234567, 'g', 4) // '1.235e+06'
 */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const absolute = Math.abs(value)
  const shortest = shortestDecimal(absolute)
  if (verb === 'g') return sign + general(absolute, shortest, precision)
  if (verb === 'e') {
    const decimal = precision < 0 ? shortest : roundTo(absolute, shortest, precision + 1)
    return sign + exponential(decimal, precision < 0 ? shortest.digits.length - 1 : precision)
  }
  const decimal = precision < 0 ? shortest : roundTo(absolute, shortest, shortest.point + precision)
  return (
    sign + plain(decimal, precision < 0 ? Math.max(shortest.digits.length - shortest.point, 0) : precision)
  )
}

function general(value: number, shortest: Decimal, precision: number): string {
  const wanted = precision === 0 ? 1 : precision
  const decimal = precision < 0 ? shortest : roundTo(value, shortest, wanted)
  const digits = decimal.digits.replace(/0+$/, '')
  const exponent = value === 0 ? 0 : decimal.point - 1
  const small = { digits: digits === '' ? '0' : digits, point: decimal.point }
  const most = precision < 0 ? GENERAL_LIMIT : wanted
  return exponent < -4 || exponent >= most
    ? exponential(small, small.digits.length - 1)
    : plain(small, Math.max(small.digits.length - small.point, 0))
}

function exponential({ digits, point }: Decimal, fraction: number): string {
  const isZero = /^0*$/.test(digits)
  const exponent = isZero ? 0 : point - 1
  const all = digits.padEnd(fraction + 1, '0')
  const mantissa = fraction > 0 ? `${all[0]}.${all.slice(1, fraction + 1)}` : (all[0] ?? '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function plain({ digits, point }: Decimal, fraction: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  if (fraction === 0) return whole
  const rest = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(point, 0))).slice(0, fraction)
  return `${whole}.${rest.padEnd(fraction, '0')}`
}

/** The fewest digits that tell a number from all others. */
function shortestDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), point: value === 0 ? 1 : Number(exponent) + 1 }
}

/** Rounds to a number of digits, what is halfway to the even one: what stands in between counts to the last bit. */
function roundTo(value: number, shortest: Decimal, count: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 }
  if (count < 0) return { digits: '', point: shortest.point - count }
  const isHalfway = shortest.digits.length === count + 1 && shortest.digits.endsWith('5')
  if (count > 0 && count <= SAFE_DIGITS && !isHalfway) {
    const [mantissa = '0', exponent = '0'] = value.toExponential(count - 1).split('e')
    return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
  }
  return roundExactly(exactDecimal(value), count)
}

function roundExactly({ digits, point }: Decimal, count: number): Decimal {
  if (digits.length <= count) return { digits, point }
  const kept = count === 0 ? '0' : digits.slice(0, count)
  const rest = digits.slice(count)
  const isUp = rest > '5' || (rest === '5' && Number(kept.at(-1)) % 2 === 1)
  if (!isUp) return { digits: count === 0 ? '' : kept, point }
  const raised = String(BigInt(kept) + 1n).padStart(kept.length, '0')
  return count === 0 || raised.length > kept.length
    ? { digits: raised, point: point + 1 }
    : { digits: raised, point }
}

/** All digits of a number, of which a double has up to 767. */
function exactDecimal(value: number): Decimal {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const whole = bits.getBigUint64(0)
  const biased = Number((whole >> 52n) & 0x7ffn)
  const fraction = whole & 0xf_ffff_ffff_ffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const exponent = (biased === 0 ? 1 : biased) - 1075
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  const all = String(scaled)
  const point = exponent >= 0 ? all.length : all.length + exponent
  return { digits: all.replace(/0+$/, ''), point }
}
