import { CAUSED_BY } from '@cryo/conventions/redaction'

/** `ECONNREFUSED`, `ERR_INVALID_URL`: what a system call or Node.js names an error by. */
const SYSTEM_CODE = /\b(?:E[A-Z][A-Z0-9]{2,}|ERR_[A-Z0-9_]+|UND_ERR_[A-Z0-9_]+)\b/
const MAX_HEAD_LENGTH = 256

/**
 * Tells what kinds of causes a described stack ends with: their types and system codes, each once and sorted.
 *
 * "Could not load" because the host is unknown is another error than because the answer is no JSON.
 */
export function readCauseTypes(stack: string): readonly string[] {
  const kinds = new Set<string>()
  for (const part of stack.split(`\n${CAUSED_BY}`).slice(1)) {
    const head = part.slice(0, MAX_HEAD_LENGTH).split('\n', 1)[0] ?? ''
    const type = /^(?<type>[\w$.]+)(?=:|$)/.exec(head)?.groups?.['type'] ?? ''
    const code = SYSTEM_CODE.exec(head)?.[0] ?? ''
    const kind = `${type === 'Error' ? '' : type} ${code}`.trim()
    if (kind !== '') kinds.add(kind)
  }
  return [...kinds].toSorted()
}
