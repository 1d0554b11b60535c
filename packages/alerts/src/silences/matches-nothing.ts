import type { AlertMatcher } from './silence.ts'

const FLAGS = /^\(\?[imsU]+\)/
/** What may be in an expression of JavaScript's and not in one of RE2's, which Alertmanager refuses: looking around, back references. */
const TOKENS = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?<?[=!]/g
const NOT_RE2 = /^(?:\\[1-9k]|\(\?<?[=!])$/
/** An expression can take longer than the universe lasts, even on an empty text. */
const LIMIT_MS = 50

/** Whether what a matcher looks for is found in an empty text, as which a missing label counts; `null`: it is no expression. */
export function matchesNothing({ value, isRegex }: Pick<AlertMatcher, 'value' | 'isRegex'>): boolean | null {
  if (isRegex !== true) return value === ''
  // Alertmanager's flags stand in front, JavaScript's behind.
  const [flags = ''] = FLAGS.exec(value) ?? []
  const text = value.slice(flags.length)
  if (text.match(TOKENS)?.some((token) => NOT_RE2.test(token)) === true) return null
  // Not imported: every application would wait for it at its start, and few silence anything.
  const { runInNewContext } = process.getBuiltinModule('node:vm')
  try {
    const expression = new RegExp(`^(?:${text})$`, flags.includes('i') ? 'is' : 's')
    return Boolean(runInNewContext("expression.test('')", { expression }, { timeout: LIMIT_MS }))
  } catch {
    return null
  }
}
