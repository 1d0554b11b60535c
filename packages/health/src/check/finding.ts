import { CHECK_STATUSES, type CheckStatus } from '@cryo/conventions'
import { describeException, readProperty, toSafeText } from '@cryo/conventions/redaction'

import type { CallEnd } from './limited-call.ts'

/** Longest message of a check, in bytes. */
const MAX_MESSAGE_BYTES = 500

/** What one run came to. */
export interface Finding {
  /** `null`: it failed, and how often it did so in a row decides. */
  readonly status: CheckStatus | null
  readonly failed: boolean
  readonly message: string | null
}

/** Makes of whatever a check gave or threw what it means; never throws. */
export function toFinding(end: CallEnd, limitMs: number): Finding {
  switch (end.kind) {
    case 'late':
      return failure(`no answer within ${limitMs / 1000} s`)
    case 'thrown':
      return failure(describeThrown(end.error))
    case 'value':
      return fromValue(end.value)
  }
}

/** A failure whose number in a row decides what it means. */
export function failure(message: string): Finding {
  return { status: null, failed: true, message: toSafeText(message, MAX_MESSAGE_BYTES) }
}

function fromValue(value: unknown): Finding {
  if (value === false) return failure('the check returned false')
  const status = readProperty(value, 'status')
  if (!isStatus(status)) return { status: 'ok', failed: false, message: null }
  const message = readProperty(value, 'message')
  return {
    status,
    failed: status === 'error',
    message: typeof message === 'string' && message !== '' ? toSafeText(message, MAX_MESSAGE_BYTES) : null,
  }
}

function isStatus(value: unknown): value is CheckStatus {
  return (CHECK_STATUSES as readonly unknown[]).includes(value)
}

/** An AggregateError of Node, as of a refused connection, has no message of its own: its first error tells. */
function describeThrown(error: unknown): string {
  const { type, message } = describeException(error)
  if (message !== '') return message
  const [first] = toList(readProperty(error, 'errors'))
  return first === undefined ? type : describeException(first).message || type
}

function toList(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, 1) : []
  } catch {
    // A revoked proxy.
    return []
  }
}
