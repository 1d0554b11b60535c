import {
  ConfigurationError,
  type ConfigurationProblem,
  unknownOption,
  wrongValue,
} from '@cryo/conventions/configuration'
import { toTelemetryName } from '@cryo/conventions/redaction'

import { OPTION_TABLE } from './option-table.ts'
import type { ProgressOptions } from './progress-options.ts'
import type { ProgressSettings } from './progress-settings.ts'

const DEFAULT_MIN_ITEMS = 50

/**
 * Checks options and fills in the defaults.
 *
 * @throws ConfigurationError that names each wrong option with its value and what is expected.
 */
export function readOptions(given: unknown): ProgressSettings {
  const problems: ConfigurationProblem[] = []
  const options = checkEach(given, problems)
  const { deadline, stallAfterSeconds, stopLoss, checkpointFile } = options
  if (checkpointFile === undefined && (options.onlyFailed === true || options.resume === 'require')) {
    const why = options.onlyFailed === true ? 'onlyFailed' : 'resume: "require"'
    problems.push(wrongValue('checkpointFile', undefined, `the file of the earlier run, which ${why} needs`))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    unit: options.unit === undefined ? null : toTelemetryName(options.unit),
    deadline: deadline === undefined ? null : new Date(deadline).getTime() / 1000,
    stallAfterMs: stallAfterSeconds === undefined ? null : stallAfterSeconds * 1000,
    expectEverySeconds: options.expectEverySeconds ?? null,
    checkpointFile: checkpointFile ?? null,
    resume: options.resume ?? 'auto',
    part: options.part ?? null,
    stopLoss:
      stopLoss === undefined
        ? null
        : { failureRatio: stopLoss.failureRatio, minItems: stopLoss.minItems ?? DEFAULT_MIN_ITEMS },
    onlyFailed: options.onlyFailed ?? false,
    key: options.key ?? null,
    quiet: options.quiet ?? false,
    signal: options.signal ?? null,
  }
}

/** The options that are there, read once; what is wrong with them goes to `problems`. */
function checkEach(given: unknown, problems: ConfigurationProblem[]): ProgressOptions {
  if (given === undefined) return {}
  let entries: [string, unknown][] = []
  try {
    if (typeof given !== 'object' || given === null) throw new TypeError('no options')
    entries = Object.entries(given)
  } catch {
    problems.push(wrongValue('options', given, 'an object'))
  }
  const checked: Record<string, unknown> = {}
  for (const [option, value] of entries) {
    if (!Object.hasOwn(OPTION_TABLE, option)) {
      problems.push(unknownOption(option, Object.keys(OPTION_TABLE)))
    } else if (value !== undefined) {
      const { accepts, expected } = OPTION_TABLE[option as keyof ProgressOptions]
      if (accepts(value)) checked[option] = value
      else problems.push(wrongValue(option, value, expected))
    }
  }
  return checked
}
