import type { ProgressOptions } from './progress-options.ts'

/** What one option takes. */
interface OptionRow {
  /** For people: completes "expected …". */
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

const PART = /^(?<part>[1-9]\d{0,5})\/(?<parts>[1-9]\d{0,5})$/
const RESUME: ReadonlySet<unknown> = new Set(['auto', 'never', 'require'])

const positive: OptionRow = {
  expected: 'a number of seconds above 0',
  accepts: (value) => typeof value === 'number' && value > 0 && value < Infinity,
}
const text: OptionRow = {
  expected: 'a text that is not empty',
  accepts: (value) => typeof value === 'string' && value !== '',
}
const flag: OptionRow = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' }

/** Every option of `trackProgress`. */
export const OPTION_TABLE: Readonly<Record<keyof ProgressOptions, OptionRow>> = {
  // A count like any other: one that cannot be used is ignored and counted.
  total: { expected: 'a number from 0 up, or null', accepts: () => true },
  unit: text,
  deadline: {
    expected: 'a Date, an ISO text or Unix milliseconds',
    accepts: (value) =>
      (value instanceof Date || typeof value === 'string' || typeof value === 'number') &&
      !Number.isNaN(new Date(value).getTime()),
  },
  stallAfterSeconds: positive,
  expectEverySeconds: positive,
  checkpointFile: {
    expected: 'a path without a NUL character',
    accepts: (value) => typeof value === 'string' && value !== '' && !value.includes('\0'),
  },
  resume: { expected: '"auto", "never" or "require"', accepts: (value) => RESUME.has(value) },
  part: {
    expected: 'a part and the number of parts, such as "2/8"',
    accepts: (value) => typeof value === 'string' && isPart(value),
  },
  stopLoss: {
    expected: '{ failureRatio: 0 to 1, minItems: from 1 up }',
    accepts: (value) => typeof value === 'object' && value !== null && isStopLoss({ ...value }),
  },
  onlyFailed: flag,
  key: { expected: 'a function', accepts: (value) => typeof value === 'function' },
  quiet: flag,
  signal: { expected: 'an AbortSignal', accepts: (value) => value instanceof AbortSignal },
}

function isPart(value: string): boolean {
  const { part, parts } = PART.exec(value)?.groups ?? {}
  return part !== undefined && Number(part) <= Number(parts)
}

function isStopLoss({ failureRatio, minItems = 1 }: { failureRatio?: unknown; minItems?: unknown }): boolean {
  return (
    typeof failureRatio === 'number' &&
    failureRatio >= 0 &&
    failureRatio <= 1 &&
    typeof minItems === 'number' &&
    minItems >= 1 &&
    minItems < Infinity
  )
}
