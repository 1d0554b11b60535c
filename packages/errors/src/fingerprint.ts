import type { ExceptionDescription } from '@cryo/conventions/redaction'

import { maskMessage } from './mask-message.ts'
import { readApplicationFrames, type StackFrame } from './stack-frames.ts'

/** Frames that tell one error from another: fewer merge what a shared function throws, more scatter it by callers. */
const MAX_FRAMES = 3

/**
 * Tells the group of an error: 16 hexadecimal digits, the same in every process and on every host.
 *
 * It is that of the type and the top frames of the application's own code, without lines, so that it outlives the
 * next edit of the file; where there are no such frames, that of the type and the masked message.
 */
export function fingerprint(exception: ExceptionDescription): string {
  const frames = readApplicationFrames(exception.stack ?? '', MAX_FRAMES)
  const where = frames.length === 0 ? maskMessage(exception.message) : frames.map(describeFrame).join('\n')
  return hash(`${exception.type}\n${where}`)
}

/** An anonymous function is told by its position: the file alone would merge all of them. */
function describeFrame(frame: StackFrame): string {
  return `${frame.file}:${frame.functionName || frame.position}`
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
