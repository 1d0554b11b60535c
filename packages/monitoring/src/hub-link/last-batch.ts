import { closeSync, constants, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { copyUnreleased, formatSpoolName, readProcessIdentity } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

/** What the hub needs to read a batch that it did not write. */
export interface LastBatch {
  readonly spoolDir: string
  readonly control: ControlBlock
  readonly ring: SharedArrayBuffer
  readonly strings: readonly string[]
  readonly resource: Readonly<Record<string, string | number>>
}

/**
 * Writes what the hub did not take into the spool, from the application's thread: the hub is dead or does
 * not answer, and the process ends.
 *
 * The file is one line of JSON (strings of the ring's table and the resource), then the ring's records.
 * What cannot be written is counted.
 */
export function writeLastBatch({ spoolDir, control, ring, strings, resource }: LastBatch): void {
  const { records, spans } = copyUnreleased(control, ring)
  if (spans === 0) return
  try {
    const head = Buffer.from(`${JSON.stringify({ strings, resource })}\n`)
    const name = {
      timeMs: Date.now(),
      sequence: 0,
      owner: readProcessIdentity(),
      signal: 'traces',
      items: spans,
      bytes: head.byteLength + records.byteLength,
      format: 'ring',
    } as const
    mkdirSync(spoolDir, { recursive: true, mode: 0o700 })
    const temporary = join(spoolDir, formatSpoolName(name, 'tmp'))
    writeWhole(temporary, [head, records])
    renameSync(temporary, join(spoolDir, formatSpoolName(name)))
    control.count('traces', 'spooled', spans)
  } catch {
    control.count('traces', 'spool_error', spans)
  }
}

function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = openSync(path, flags, 0o600)
  try {
    for (const part of parts) {
      for (let written = 0; written < part.byteLength; ) written += writeSync(file, part, written)
    }
  } finally {
    closeSync(file)
  }
}
