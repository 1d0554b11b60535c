import type { ExceptionDescription } from '@cryo/conventions/redaction'

import { readCauseTypes } from './cause-types.ts'
import { maskMessage } from './mask-message.ts'
import { readOrigin } from './stack-frames.ts'

/** Frames that tell one error from another: fewer merge what a shared function throws, more scatter it by callers. */
const MAX_FRAMES = 3

/**
 * Tells the group of an error: 16 hexadecimal digits, the same in every process and on every host.
 *
 * It is that of the type, the top frames of the application's own code and the kinds of causes, without lines, so that
 * it outlives the next edit of the file. The masked message tells too where the frames do not: there are none, the
 * function has no name that lasts, or a package or Node.js threw it, whose one caller meets many errors.
 */
export function fingerprint(exception: ExceptionDescription): string {
  const stack = exception.stack ?? ''
  const { frames, isForeign } = readOrigin(stack, MAX_FRAMES)
  const isNamed = frames[0] !== undefined && frames[0].functionName !== ''
  const parts = [exception.type]
  if (isForeign || !isNamed) parts.push(maskMessage(exception.message))
  for (const { file, functionName } of frames) parts.push(`${file}:${functionName}`)
  parts.push(...readCauseTypes(stack))
  return hash(parts.join('\n'))
}

/** FNV-1a, twice with different offsets: 64 bits without loading a cryptographic library. */
function hash(text: string): string {
  let high = 0x811c9dc5
  let low = 0x9dc5811c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ (unit + index), 0x01000193)
  }
  return toHex(high) + toHex(low)
}

function toHex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
