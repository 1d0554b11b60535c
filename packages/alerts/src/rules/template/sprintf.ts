import { quote } from '@cryo/promql'
import { FunctionFailure } from './function-failure.ts'
import { formatFloat } from './format-float.ts'
import { showValue } from './show-value.ts'
import { Duration, type GoValue, Html, Moment, typeName } from './value.ts'

const FLAGS = '#0+- '
/** Wider or more exact is a mistake, in Go too. */
const MAX_NUMBER = 1_000_000
/** What no alert needs. */
const MAX_WIDTH = 10_000
const MAX_LENGTH = 1_000_000

interface Verb {
  readonly flags: ReadonlySet<string>
  readonly width: number | null
  readonly precision: number | null
}

/** Formats as Go's `fmt.Sprintf`, what is wrong with it included: `%!d(float64=1)`. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  return new Printer(format, args).print()
}

class Printer {
  readonly #format: string
  readonly #args: readonly GoValue[]
  #at = 0
  #next = 0
  #isReordered = false
  #isIndexGood = true
  #isAfterIndex = false

  constructor(format: string, args: readonly GoValue[]) {
    this.#format = format
    this.#args = args
  }

  print(): string {
    let text = ''
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf('%', this.#at)
      const end = percent === -1 ? this.#format.length : percent
      text += this.#format.slice(this.#at, end)
      this.#at = end
      if (percent !== -1) text += this.#verb()
      if (text.length > MAX_LENGTH) throw new FunctionFailure('it makes a text that is too long')
    }
    return text + this.#extra()
  }

  #verb(): string {
    this.#at++
    this.#isIndexGood = true
    this.#isAfterIndex = false
    const flags = this.#flags()
    let text = ''
    this.#argumentIndex()
    const width = this.#number()
    if (width === undefined) text += '%!(BADWIDTH)'
    const precision = this.#precision()
    if (precision === undefined) text += '%!(BADPREC)'
    if (!this.#isAfterIndex) this.#argumentIndex()
    const code = this.#format.codePointAt(this.#at)
    if (code === undefined) return `${text}%!(NOVERB)`
    const letter = String.fromCodePoint(code)
    this.#at += letter.length
    if (letter === '%') return `${text}%`
    if (!this.#isIndexGood) return `${text}%!${letter}(BADINDEX)`
    if (this.#next >= this.#args.length) return `${text}%!${letter}(MISSING)`
    const isLeft = (width ?? 0) < 0
    const verb = {
      flags: isLeft ? new Set([...flags, '-']) : flags,
      width: width === undefined || width === null ? null : Math.min(Math.abs(width), MAX_WIDTH),
      precision: precision === undefined || (precision ?? 0) < 0 ? null : precision,
    }
    return text + formatArgument(this.#args[this.#next++] ?? null, letter, verb)
  }

  #flags(): Set<string> {
    const flags = new Set<string>()
    while (FLAGS.includes(this.#format[this.#at] ?? 'x')) flags.add(this.#format[this.#at++] ?? '')
    return flags
  }

  /** Reads `[2]`. */
  #argumentIndex(): void {
    if (this.#format[this.#at] !== '[') return
    this.#isReordered = true
    const close = this.#format.indexOf(']', this.#at)
    const index = close === -1 ? Number.NaN : readDigits(this.#format.slice(this.#at + 1, close))
    this.#at = close === -1 ? this.#at + 1 : close + 1
    if (index >= 1 && index <= this.#args.length) {
      this.#next = index - 1
      this.#isAfterIndex = true
    } else this.#isIndexGood = false
  }

  /** @returns `null` where there is none, `undefined` where an argument should be one and is not. */
  #number(): number | null | undefined {
    if (this.#format[this.#at] === '*') {
      this.#at++
      this.#isAfterIndex = false
      const value = this.#args[this.#next]
      if (this.#next < this.#args.length) this.#next++
      if (typeof value !== 'bigint' || value > MAX_NUMBER || value < -MAX_NUMBER) return undefined
      return Number(value)
    }
    const digits = /^\d*/.exec(this.#format.slice(this.#at, this.#at + 8))?.[0] ?? ''
    this.#at += digits.length
    if (digits !== '' && this.#isAfterIndex) this.#isIndexGood = false
    return digits === '' ? null : Number(digits)
  }

  #precision(): number | null | undefined {
    if (this.#format[this.#at] !== '.' || this.#at + 1 >= this.#format.length) return null
    this.#at++
    if (this.#isAfterIndex) this.#isIndexGood = false
    this.#argumentIndex()
    const precision = this.#number()
    return precision === null ? 0 : precision
  }

  #extra(): string {
    if (this.#isReordered || this.#next >= this.#args.length) return ''
    return `%!(EXTRA ${this.#args.slice(this.#next).map(describe).join(', ')})`
  }
}

function describe(value: GoValue): string {
  return value === null ? '<nil>' : `${typeName(value)}=${showValue(value)}`
}

function readDigits(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

function formatArgument(value: GoValue, letter: string, verb: Verb): string {
  if (letter === 'T') return pad(value === null ? '<nil>' : typeName(value), verb)
  if (value === null) return letter === 'v' ? pad('<nil>', verb) : `%!${letter}(<nil>)`
  const formatted =
    typeof value === 'number' ? formatNumber(value, letter, verb) : formatOther(value, letter, verb)
  return formatted ?? `%!${letter}(${describe(value)})`
}

function formatOther(value: Exclude<GoValue, number | null>, letter: string, verb: Verb): string | null {
  if (typeof value === 'bigint') return formatInteger(value, letter, verb)
  if (typeof value === 'boolean') return letter === 't' || letter === 'v' ? pad(String(value), verb) : null
  const text = value instanceof Html ? value.text : value
  if (typeof text === 'string') return formatText(text, letter, verb)
  if (letter === 'v' || letter === 's') return pad(showValue(value), verb)
  return letter === 'q' && (value instanceof Moment || value instanceof Duration)
    ? pad(quote(showValue(value)), verb)
    : null
}

function formatText(text: string, letter: string, verb: Verb): string | null {
  const cut = verb.precision === null ? text : Array.from(text).slice(0, verb.precision).join('')
  switch (letter) {
    case 'v':
      return pad(verb.flags.has('#') ? quote(cut) : cut, verb)
    case 's':
      return pad(cut, verb)
    case 'q':
      return pad(verb.flags.has('#') && !/[`\p{Cc}]/u.test(cut) ? `\`${cut}\`` : quote(cut), verb)
    case 'x':
    case 'X': {
      const bytes = [...Buffer.from(text).subarray(0, verb.precision ?? undefined)]
      const pairs = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
      const hex = pairs.join(verb.flags.has(' ') ? ' ' : '')
      const shown = verb.flags.has('#') && hex !== '' ? `0x${hex}` : hex
      return pad(letter === 'X' ? shown.toUpperCase() : shown, verb)
    }
    default:
      return null
  }
}

function formatNumber(value: number, letter: string, verb: Verb): string | null {
  const lower = letter.toLowerCase()
  if (!['v', 'g', 'f', 'e'].includes(lower) || letter === 'V') return null
  const kind = lower === 'v' ? 'g' : (lower as 'g' | 'f' | 'e')
  if (!Number.isFinite(value)) return formatInfinite(value, verb)
  const plain = formatFloat(value, kind, verb.precision ?? (kind === 'g' ? -1 : 6))
  const text = letter === 'G' || letter === 'E' ? plain.toUpperCase() : plain
  return padNumber(withSign(text, verb), verb)
}

/** What is no number has no zeros before it, and infinity always a sign. */
function formatInfinite(value: number, verb: Verb): string {
  const { flags } = verb
  const plain = Number.isNaN(value) ? '+NaN' : value > 0 ? '+Inf' : '-Inf'
  const spaced = flags.has(' ') && !flags.has('+') ? plain.replace('+', ' ') : plain
  const text = Number.isNaN(value) && !flags.has(' ') && !flags.has('+') ? 'NaN' : spaced
  return pad(text, { ...verb, flags: new Set([...flags].filter((flag) => flag !== '0')) })
}

function formatInteger(value: bigint, letter: string, verb: Verb): string | null {
  const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
  if (letter === 'c' || letter === 'q' || letter === 'U') return formatCharacter(value, letter, verb)
  const base = bases[letter]
  if (base === undefined) return null
  const digits = (value < 0n ? -value : value).toString(base).padStart(verb.precision ?? 0, '0')
  const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' }
  const prefix = letter === 'O' ? '0o' : verb.flags.has('#') ? (prefixes[letter] ?? '') : ''
  const shown = letter === 'X' ? digits.toUpperCase() : digits
  const signed = withSign(`${value < 0n ? '-' : ''}${prefix}${shown}`, verb)
  return verb.precision === null ? padNumber(signed, verb) : pad(signed, verb)
}

function formatCharacter(value: bigint, letter: string, verb: Verb): string {
  const isCharacter = value >= 0n && value <= 0x10ffffn
  const code = isCharacter ? Number(value) : 0xfffd
  if (letter === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, verb)
  const character = String.fromCodePoint(code)
  return pad(
    letter === 'c' ? character : `'${character === "'" ? "\\'" : quote(character).slice(1, -1)}'`,
    verb,
  )
}

function withSign(text: string, { flags }: Verb): string {
  if (text.startsWith('-')) return text
  return flags.has('+') ? `+${text}` : flags.has(' ') ? ` ${text}` : text
}

function padNumber(text: string, verb: Verb): string {
  if (!verb.flags.has('0') || verb.flags.has('-') || verb.width === null) return pad(text, verb)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(verb.width - sign.length, '0')
}

function pad(text: string, { width, flags }: Verb): string {
  if (width === null) return text
  const missing = width - Array.from(text).length
  if (missing <= 0) return text
  if (flags.has('-')) return text + ' '.repeat(missing)
  return (flags.has('0') ? '0' : ' ').repeat(missing) + text
}
