const MAX_QUOTED_CHARACTERS = 80

/** Plain names are shown as they are. */
const PLAIN_NAME = /^[\w.-]{1,80}$/

/** Controls, direction marks and line separators that JSON leaves alone: one message stays one line. */
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Writes any value for an error message: short, on one line, without credentials; never throws. */
export function quoteValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoteText(maskCredentials(value))
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'bigint':
      return 'a BigInt'
    case 'object':
      return value === null ? 'null' : isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}

/** Writes the name of an option that the caller made up. */
export function quoteName(name: string): string {
  return PLAIN_NAME.test(name) ? name : quoteText(name)
}

/** Hides what stands before an `@` in each part of a path and the query of a URL: both carry credentials. */
export function maskCredentials(text: string): string {
  const masked = text.includes('@') ? text.split('/').map(maskUser).join('/') : text
  const query = masked.includes('://') ? masked.indexOf('?') : -1
  return query === -1 ? masked : `${masked.slice(0, query)}?***`
}

function maskUser(part: string): string {
  const end = part.lastIndexOf('@')
  return end > 0 ? `***${part.slice(end)}` : part
}

function quoteText(text: string): string {
  const short = text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}...` : text
  return JSON.stringify(short).replace(INVISIBLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** `Array.isArray` throws for a revoked proxy. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}
