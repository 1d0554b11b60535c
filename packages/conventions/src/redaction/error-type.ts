import { toSafeText } from './bounded-text.ts'
import { readProperty, readText } from './read-property.ts'

/** Longest name of a class that is kept, in bytes. */
const MAX_TYPE_BYTES = 96
/** Names that subclasses inherit, or that drivers give to all their errors. */
const GENERIC_NAMES = new Set(['', 'Error', 'error'])

/**
 * Names the class of an error for `error.type`: its `name`, or its constructor's where that says no more than
 * `Error`; for a thrown value that is no object its type, such as `undefined`.
 */
export function readErrorType(error: unknown): string {
  if (error === null) return 'null'
  if (typeof error !== 'object' && typeof error !== 'function') return typeof error
  const name = readText(error, 'name') ?? ''
  const type = GENERIC_NAMES.has(name) ? (readText(readProperty(error, 'constructor'), 'name') ?? '') : name
  return toTypeName(type || name || 'Object')
}

/** Makes the name of an error's class fit for telemetry: one line, bounded, without credentials. */
export function toTypeName(name: string): string {
  const text = toSafeText(name, MAX_TYPE_BYTES)
  return /^[\w$.]+$/.test(text) ? text : text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim() || 'Error'
}
