import { sharedState } from '../registry.ts'

/** Stands for everything that was taken out of a text. */
export const REDACTED = '[redacted]'

interface RedactionSettings {
  /** Global patterns whose matches are taken out of every text. */
  patterns: readonly RegExp[]
  /** Further secret keys, as {@link normaliseKey} leaves them. */
  keys: ReadonlySet<string>
}

/** What the application asked for; all copies of our packages obey the same. */
export const redactionSettings: RedactionSettings = sharedState('redaction', () => ({
  patterns: [],
  keys: new Set(),
}))

/** Letters and digits of a key in lower case: `api_Key` and `apiKey` are one key. */
export function normaliseKey(key: string): string {
  return key.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * Sets what is taken out of telemetry beside the built-in credentials; replaces what an earlier call set.
 *
 * A text is the name of a key whose value is secret, upper and lower case, `_`, `-` and `.` set aside. A regular
 * expression is a pattern whose matches are secret, in texts of at most 17 KB; keep it free of nested repetition.
 *
 * @throws TypeError where an entry is neither; nothing is set then.
 *
 * @example
 * configureRedaction(['patientId', /PAT-\d{6}/])
 */
export function configureRedaction(rules: readonly (string | RegExp)[]): void {
  if (!Array.isArray(rules)) throw ruleError('redact', rules)
  const patterns: RegExp[] = []
  const keys = new Set<string>()
  for (const [index, rule] of rules.entries()) {
    if (rule instanceof RegExp) {
      // A copy: whatever its flags and lastIndex, the pattern has to find every match each time.
      patterns.push(new RegExp(rule.source, `${rule.flags.replaceAll(/[gy]/g, '')}g`))
    } else if (typeof rule === 'string' && normaliseKey(rule) !== '') {
      keys.add(normaliseKey(rule))
    } else {
      throw ruleError(`redact[${index}]`, rule)
    }
  }
  redactionSettings.patterns = patterns
  redactionSettings.keys = keys
}

function ruleError(option: string, value: unknown): TypeError {
  const got = typeof value === 'string' ? `"${value}"` : value === null ? 'null' : typeof value
  return new TypeError(`${option} is ${got}; expected ${EXPECTED}`)
}

const EXPECTED = 'a list of key names and regular expressions, such as ["patientId", /PAT-\\d{6}/]'
