import {
  ConfigurationError,
  quoteValue,
  type ConfigurationProblem,
  unknownOption,
  wrongValue,
} from '@cryo/conventions/configuration'
import { OPTION_GROUPS, OPTION_PATHS, OPTIONS, type OptionPath } from './option-table.ts'
import type { MonitoringOptions } from './options.ts'

/** An option as the caller wrote it: its name, which may be the alias, and its value, not yet checked. */
export interface GivenOption {
  readonly name: string
  readonly value: unknown
}

/** Problems after which the rest of the options is not looked at: an object may have a million keys. */
const MAX_PROBLEMS = 10

/** Names of options beside their dotted paths. */
const ALIASES: Readonly<Record<string, OptionPath>> = { dashboardPort: 'dashboard.port' }

/** What a key may have been meant for at the top, and in a group. */
const TOP_NAMES: readonly string[] = [...Object.keys(ALIASES), ...OPTION_PATHS, ...OPTION_GROUPS]

/**
 * Finds the options that a caller gave, by dotted path; one that is `undefined` counts as not given.
 *
 * Unknown keys and groups that are no objects are added to `problems`; values are not checked. Never throws.
 */
export function readOptions(
  options: unknown,
  problems: ConfigurationProblem[],
): Map<OptionPath, GivenOption> {
  const given = new Map<OptionPath, GivenOption>()
  if (options !== undefined) readLevel('', options, given, problems)
  return given
}

/**
 * Lays `later` over `earlier`, option by option: a snapshot that does not follow later changes of either.
 *
 * @throws ConfigurationError if one of them has an unknown key or a group that is no object.
 */
export function mergeOptions(earlier: MonitoringOptions, later: MonitoringOptions): MonitoringOptions {
  const problems: ConfigurationProblem[] = []
  const given = readOptions(earlier, problems)
  for (const [path, option] of readOptions(later, problems)) given.set(path, option)
  if (problems.length > 0) throw new ConfigurationError(problems)

  const merged: Record<string, unknown> = {}
  for (const [path, { value }] of given) {
    const [group = '', key] = path.split('.')
    merged[group] = key === undefined ? value : { ...(merged[group] as object | undefined), [key]: value }
  }
  return merged
}

function readLevel(
  group: string,
  source: unknown,
  given: Map<OptionPath, GivenOption>,
  problems: ConfigurationProblem[],
): void {
  const entries = entriesOf(source)
  if (entries === null) problems.push(wrongValue(group || 'options', source, 'an object of options'))
  for (const [key, value] of entries ?? []) {
    if (problems.length >= MAX_PROBLEMS) return
    const name = group === '' ? key : `${group}.${key}`
    const path = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name
    const isGroup = group === '' && OPTION_GROUPS.has(key)
    if (isOptionPath(path)) {
      if (value !== undefined) addOption(path, { name, value }, given, problems)
    } else if (!isGroup) problems.push(unknownOption(name, group === '' ? TOP_NAMES : OPTION_PATHS))
    else if (value !== undefined) readLevel(key, value, given, problems)
  }
}

function addOption(
  path: OptionPath,
  option: GivenOption,
  given: Map<OptionPath, GivenOption>,
  problems: ConfigurationProblem[],
): void {
  const other = given.get(path)
  if (other !== undefined && !Object.is(other.value, option.value)) {
    problems.push(wrongValue(option.name, option.value, `${quoteValue(other.value)}, as ${other.name} is`))
  }
  given.set(path, option)
}

/** The caller's object may be anything: a promise, a revoked proxy, one whose getter throws. */
function entriesOf(source: unknown): [string, unknown][] | null {
  try {
    const tag = Object.prototype.toString.call(source)
    return tag === '[object Object]' || tag === '[object Module]' ? Object.entries(source as object) : null
  } catch {
    return null
  }
}

function isOptionPath(path: string | undefined): path is OptionPath {
  return path !== undefined && Object.hasOwn(OPTIONS, path)
}
