import { toSafeText } from './bounded-text.ts'
import { describeValue } from './describe-value.ts'
import { readErrorType } from './error-type.ts'
import { readProperty, readText } from './read-property.ts'

/** Longest stack that is kept, causes included, in bytes. */
const MAX_STACK_BYTES = 16_384
/** Longest message at the head of a stack, in UTF-16 units: past it there would be no room for the frames. */
const MAX_HEAD_LENGTH = 1024
/** Errors with a longer message are shown without their stack, which would copy the message once more. */
const MAX_COPIED_LENGTH = 1_048_576
/** Causes of causes that are followed. */
const MAX_DEPTH = 6
/** Errors of one AggregateError that are shown. */
const MAX_ERRORS = 8

/** What begins each cause in {@link describeStack}. */
export const CAUSED_BY = 'Caused by: '

/** Makes the text of an error's stack and of its causes; `undefined` where it has neither. */
export function describeStack(error: unknown): string | undefined {
  const parts: string[] = []
  const own = readStack(error)
  if (own !== undefined) parts.push(own)
  addCauses(error, parts, new Set())
  return parts.length === 0 ? undefined : toSafeStack(parts.join('\n'))
}

/** Makes the text of a stack fit for telemetry. */
export function toSafeStack(stack: string): string {
  return toSafeText(stack, MAX_STACK_BYTES)
}

function addCauses(error: unknown, parts: string[], seen: Set<unknown>): void {
  const length = parts.reduce((total, part) => total + part.length, 0)
  if (seen.size >= MAX_DEPTH || seen.has(error) || length > MAX_STACK_BYTES) return
  seen.add(error)
  const cause = readProperty(error, 'cause')
  if (cause !== undefined) {
    parts.push(CAUSED_BY + (readStack(cause) ?? describeHead(cause)))
    addCauses(cause, parts, seen)
  }
  const errors = readProperty(error, 'errors')
  for (let index = 0; index < MAX_ERRORS; index++) {
    const inner = readProperty(errors, index)
    if (inner === undefined) return
    parts.push(CAUSED_BY + (readStack(inner) ?? describeHead(inner)))
  }
}

function describeHead(error: unknown): string {
  const message = readText(error, 'message')
  return message === undefined
    ? describeValue(error, MAX_HEAD_LENGTH)
    : `${readErrorType(error)}: ${message.slice(0, MAX_HEAD_LENGTH)}`
}

/** The stack as the engine made it, with a long message at its head cut short. */
function readStack(error: unknown): string | undefined {
  const message = readText(error, 'message') ?? ''
  if (message.length > MAX_COPIED_LENGTH) return undefined
  const stack = readText(error, 'stack')
  if (stack === undefined || stack === '' || message.length <= MAX_HEAD_LENGTH) return stack || undefined
  const at = stack.indexOf(message.slice(0, 64))
  if (at < 0) return stack
  return `${stack.slice(0, at)}${message.slice(0, MAX_HEAD_LENGTH)}…${stack.slice(at + message.length)}`
}
