import { OtlpDecodeError } from '../otlp-decode-error.ts'
import { nanosTextToMs } from '../unix-nano.ts'

/** A JSON object of which nothing is known. */
export type JsonObject = { readonly [key: string]: unknown }

const INTEGER = /^-?\d{1,20}$/
const HEX = /^[\da-f]+$/i
const ZEROS = /^0+$/
const NONE: JsonObject = Object.freeze({})
const NO_ITEMS: readonly unknown[] = Object.freeze([])

/** The body of a request as an object. */
export function parseBody(body: Uint8Array): JsonObject {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const value: unknown = JSON.parse(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw mismatch('the body', 'an object', value)
  return value as JsonObject
}

/** An object, or an empty one where there is none: absent and `null` are the same in protobuf's JSON. */
export function toObject(value: unknown, what: string): JsonObject {
  if (value === undefined || value === null) return NONE
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(what, 'an object', value)
  return value as JsonObject
}

/** An array, or an empty one where there is none. */
export function toArray(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return NO_ITEMS
  if (!Array.isArray(value)) throw mismatch(what, 'an array', value)
  return value as readonly unknown[]
}

/** A text, or an empty one where there is none. */
export function toText(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw mismatch(what, 'a string', value)
  return value
}

/** A truth value; false where there is none. */
export function toBoolean(value: unknown, what: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw mismatch(what, 'true or false', value)
  return value
}

/** A 32- or 64-bit integer, sent as a number or as decimal text; rounded beyond 2^53. */
export function toInteger(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) throw mismatch(what, 'an integer', value)
  return number
}

/** A 64-bit integer exactly: beyond 2^53 as decimal text. */
export function toExactInteger(value: unknown, what: string): number | string {
  const number = toInteger(value, what)
  return Number.isSafeInteger(number) || typeof value !== 'string' ? number : BigInt(value).toString()
}

/** A double; JSON has no NaN and no infinity, protobuf's mapping writes them as text. */
export function toDouble(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) throw mismatch(what, 'a number', value)
  return number
}

/** As {@link toDouble}, but undefined where there is none. */
export function toOptionalDouble(value: unknown, what: string): number | undefined {
  return value === undefined || value === null ? undefined : toDouble(value, what)
}

/** Nanoseconds since 1970, sent as a number or as decimal text, as milliseconds. */
export function toTimeMs(value: unknown, what: string): number {
  if (typeof value === 'string' && INTEGER.test(value)) return nanosTextToMs(value)
  return toInteger(value, what) / 1e6
}

/** An id of `digits` hex digits in lower case; empty when it is absent or all zero, undefined when malformed. */
export function toHexId(value: unknown, digits: 16 | 32): string | undefined {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value !== 'string' || value.length !== digits || !HEX.test(value)) return undefined
  return ZEROS.test(value) ? '' : value.toLowerCase()
}

/** An enum's number, sent as such or by name: `names` lists those from 0 on. */
export function toEnum(value: unknown, names: readonly string[], what: string): number {
  if (typeof value !== 'string') return toInteger(value, what)
  const index = names.indexOf(value)
  return index === -1 ? toInteger(value, what) : index
}

function mismatch(what: string, expected: string, value: unknown): OtlpDecodeError {
  const actual = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
  const shown =
    typeof value === 'string' || typeof value === 'number' ? ` ${JSON.stringify(value).slice(0, 40)}` : ''
  return new OtlpDecodeError(`${what} is ${actual}${shown}, expected ${expected}`)
}
