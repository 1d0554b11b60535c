import type { Configuration } from './configuration.ts'
import { quoteValue, type ConfigurationProblem, wrongValue } from '@cryo/conventions/configuration'
import { MONITORING_DISABLED, OPTION_PATHS, OPTIONS, type OptionPath } from './option-table.ts'

// An ES import of it takes 3 ms, at the start of every application.
const { isDeepStrictEqual } = process.getBuiltinModule('node:util')

/** What is different between two configurations of one process. */
export interface ConfigurationChange {
  /** Dotted paths of the options that have another value. */
  readonly changed: readonly OptionPath[]
  /** Whether the hub has to listen anew: another port or address, or the page switched on or off. */
  readonly rebinds: boolean
  /** Changes that are refused after the start; throw them as a `ConfigurationError`. */
  readonly forbidden: readonly ConfigurationProblem[]
}

/** Compares two configurations; pure. */
export function diffConfiguration(before: Configuration, after: Configuration): ConfigurationChange {
  const changed = OPTION_PATHS.filter(
    (path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)),
  )
  const forbidden = changed
    .filter((path) => OPTIONS[path].fixed)
    .map((path) => refuse(path, valueAt(before, path), valueAt(after, path)))
  if (before.disabled !== after.disabled) {
    forbidden.push(refuse(MONITORING_DISABLED.environment ?? '', before.disabled, after.disabled))
  }
  if (!isDeepStrictEqual(before.otel, after.otel)) {
    const expected = 'the values that they had at the start'
    forbidden.push({
      option: 'OTEL_*',
      value: null,
      expected,
      message: `OTEL_* changed: expected ${expected}`,
    })
  }
  return { changed, rebinds: changed.some((path) => OPTIONS[path].rebinds), forbidden }
}

function refuse(option: string, before: unknown, after: unknown): ConfigurationProblem {
  return wrongValue(option, after, `${quoteValue(before)}, which cannot change after the start`)
}

function valueAt(configuration: Configuration, path: OptionPath): unknown {
  let value: unknown = configuration
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key]
  return value
}
