/** What the text of an environment variable may be. */
export interface TextType<T> {
  /** Completes the sentence `expected ...`. */
  readonly expected: string
  /** The value that a text, trimmed and not empty, stands for; `undefined` where it is wrong. */
  readonly fromText: (text: string) => T | undefined
}

/** What an option may be, in code and in the environment. */
export interface ValueType<T> extends TextType<T> {
  /** Checks and normalises a value given in code; `undefined` where it is wrong. May throw for a hostile object. */
  readonly fromCode: (value: unknown) => T | undefined
}

/** No hexadecimal, no `Infinity`: what `Number` takes beyond this was hardly meant. */
const DECIMAL = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** `true` or `false`; in the environment also `1` or `0`. */
export const BOOLEAN: ValueType<boolean> = {
  expected: 'true or false',
  fromCode: (value) => (typeof value === 'boolean' ? value : undefined),
  fromText: (text) => {
    const word = text.toLowerCase()
    if (word === 'true' || word === '1') return true
    return word === 'false' || word === '0' ? false : undefined
  },
}

/** Whole numbers between two bounds, both allowed; the message calls them `noun`. */
export function wholeNumber(min: number, max: number, noun = 'a whole number'): ValueType<number> {
  const inRange = (value: number): number | undefined =>
    Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined
  return {
    expected: `${noun} from ${min} to ${max}`,
    fromCode: (value) => (typeof value === 'number' ? inRange(value) : undefined),
    fromText: (text) => (/^\d+$/.test(text) ? inRange(Number(text)) : undefined),
  }
}

/** Numbers between two bounds, both allowed; the message calls them `noun`. */
export function numberBetween(min: number, max: number, noun = 'a number'): ValueType<number> {
  const inRange = (value: number): number | undefined => (value >= min && value <= max ? value : undefined)
  return {
    expected: `${noun} from ${min} to ${max}`,
    fromCode: (value) => (typeof value === 'number' ? inRange(value) : undefined),
    fromText: (text) => (DECIMAL.test(text) ? inRange(Number(text)) : undefined),
  }
}

/** Texts that `normalise` accepts; it returns `undefined` for the others. */
export function textType<T>(expected: string, normalise: (text: string) => T | undefined): ValueType<T> {
  return {
    expected,
    fromCode: (value) => (typeof value === 'string' ? normalise(value) : undefined),
    fromText: normalise,
  }
}

/** Lists of `item`; in the environment separated by commas. One wrong item makes the list wrong. */
export function listOf<T>(expected: string, item: ValueType<T>): ValueType<readonly T[]> {
  return {
    expected,
    fromCode: (value) => (Array.isArray(value) ? everyItem(value, item.fromCode) : undefined),
    fromText: (list) => everyItem(splitList(list), item.fromText),
  }
}

/** `type` or, in code, `null`. */
export function nullable<T>(type: ValueType<T>): ValueType<T | null> {
  return { ...type, fromCode: (value) => (value === null ? null : type.fromCode(value)) }
}

/** Values that only code can give. */
export function codeOnly<T>(expected: string, fromCode: (value: unknown) => T | undefined): ValueType<T> {
  return { expected, fromCode, fromText: () => undefined }
}

/** Words out of a set, whatever their case. */
export function oneOf<const W extends string>(words: readonly W[]): TextType<W> {
  return {
    expected: words.length === 2 ? words.join(' or ') : `one of ${words.join(', ')}`,
    fromText: (word) => words.find((known) => known === word.toLowerCase()),
  }
}

/** Splits a list at its commas; spaces and empty items do not count. */
export function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function everyItem<In, Out>(items: readonly In[], read: (item: In) => Out | undefined): Out[] | undefined {
  const result: Out[] = []
  for (const item of items) {
    const value = read(item)
    if (value === undefined) return undefined
    result.push(value)
  }
  return result
}
