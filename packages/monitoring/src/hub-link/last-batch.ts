import { closeSync, constants, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { copyUnreleased } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

/** What the hub needs to read a batch that it did not write. */
export interface LastBatch {
  readonly spoolDir: string
  /** File name under which the spool finds it. */
  readonly fileName: string
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
 *
 * @returns Bytes written; 0 when there was nothing to write.
 * @throws What the file system throws; the caller counts it.
 */
export function writeLastBatch(batch: LastBatch): number {
  const records = copyUnreleased(batch.control, batch.ring)
  if (records.byteLength === 0) return 0
  const head = Buffer.from(`${JSON.stringify({ strings: batch.strings, resource: batch.resource })}\n`)
  mkdirSync(batch.spoolDir, { recursive: true, mode: 0o700 })
  const target = join(batch.spoolDir, batch.fileName)
  const temporary = `${target}.tmp`
  const file = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  try {
    writeSync(file, head)
    let written = 0
    while (written < records.byteLength) written += writeSync(file, records, written)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, target)
  return head.byteLength + records.byteLength
}
