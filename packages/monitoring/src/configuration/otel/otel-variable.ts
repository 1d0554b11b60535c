import { splitList, wholeNumber, type TextType } from '../value-type.ts'

/**
 * Who gives a variable its effect: this package, `@opentelemetry/sdk-node` or `@opentelemetry/exporter-prometheus`,
 * which are loaded when they are needed, or nobody.
 */
export type OtelSupport = 'native' | 'sdk-node' | 'exporter-prometheus' | 'unsupported'

/** One `OTEL_*` variable; code, docs and tests derive from it. */
export interface OtelVariable<T> {
  readonly name: string
  readonly support: OtelSupport
  /** What its text may be, and the value that it stands for. */
  readonly type: TextType<T>
  /** What holds while it is unset, as the docs show it; empty where nothing does. */
  readonly default: string
  /** What it does here; sentences for people. */
  readonly meaning: string
  /** Never shown in messages. */
  readonly secret?: true
}

/** The longest time that a timer of Node can wait, in milliseconds. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/** Any text. */
export const TEXT: TextType<string> = { expected: 'a text', fromText: (value) => value }

/** `true` only by that word, whatever its case, as the specification has it. */
export const FLAG: TextType<boolean> = {
  expected: 'true or false',
  fromText: (value) => {
    const word = value.toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : undefined
  },
}

/** A list of words, in lower case and each once. */
export const WORDS: TextType<readonly string[]> = {
  expected: 'a list separated by commas',
  fromText: (value) => [...new Set(splitList(value.toLowerCase()))],
}

/** Time-outs; 0 is no limit: the longest that a timer can wait. */
export const TIMEOUT_MS: TextType<number> = withoutLimit(
  wholeNumber(0, MAX_TIMER_MS, 'a whole number of milliseconds'),
)

/** Intervals, which cannot be 0. */
export const INTERVAL_MS: TextType<number> = wholeNumber(1, MAX_TIMER_MS, 'a whole number of milliseconds')

/** Limits, which may be 0. */
export const LIMIT: TextType<number> = wholeNumber(0, MAX_TIMER_MS)

/** Sizes, which cannot be 0. */
export const SIZE: TextType<number> = wholeNumber(1, MAX_TIMER_MS)

/** A variable that has no effect here; `meaning` says why. */
export function unsupported(name: string, meaning: string): OtelVariable<string> {
  return { name, support: 'unsupported', type: TEXT, default: '', meaning }
}

function withoutLimit(type: TextType<number>): TextType<number> {
  return {
    expected: `${type.expected}; 0 for no limit`,
    fromText: (value) => {
      const timeoutMs = type.fromText(value)
      return timeoutMs === 0 ? MAX_TIMER_MS : timeoutMs
    },
  }
}
