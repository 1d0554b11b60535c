import type { TextType } from '../value-type.ts'

/** Attributes of the resource: as the specification asks, one bad pair discards them all. */
export const RESOURCE_PAIRS: TextType<Readonly<Record<string, string>>> = {
  expected: 'pairs such as key1=value1,key2=value2 with , and = in them percent-encoded',
  fromText: (text) => {
    const pairs: [string, string][] = []
    for (const entry of text.split(',')) {
      if (entry.trim() === '') continue
      const parts = entry.split('=').map((part) => decode(part.trim()))
      const [key, value] = parts
      if (parts.length !== 2 || key === undefined || key === '' || value === undefined) return undefined
      pairs.push([key, value])
    }
    return Object.fromEntries(pairs)
  },
}

/** Headers by name in lower case, and how many entries were no header. */
export interface HeaderPairs {
  readonly headers: Readonly<Record<string, string>>
  readonly badEntries: number
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/

/** Headers in the form of W3C Baggage; what stands behind a `;` is not supported and cut off. */
export const HEADER_PAIRS: TextType<HeaderPairs> = {
  expected: 'headers such as name1=value1,name2=value2',
  fromText: (text) => {
    const pairs: [string, string][] = []
    let badEntries = 0
    for (const entry of text.split(',')) {
      if (entry.trim() === '') continue
      const pair = entry.split(';', 1)[0] ?? ''
      const end = pair.indexOf('=')
      const name = decode(pair.slice(0, Math.max(end, 0)).trim())?.toLowerCase()
      const value = decode(pair.slice(end + 1).trim())
      // What was percent-encoded may hold a line break: the start of a header that nobody configured.
      const valid =
        name !== undefined && value !== undefined && HEADER_NAME.test(name) && HEADER_VALUE.test(value)
      if (valid) pairs.push([name, value])
      else badEntries++
    }
    return { headers: Object.fromEntries(pairs), badEntries }
  },
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
