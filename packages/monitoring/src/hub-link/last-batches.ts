import { closeSync, constants, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { copyUnreleased, formatSpoolName, makeFolder, readProcessIdentity } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

/** What a thread recorded, with what is needed to read it without its hub. */
export interface LastBatch {
  readonly control: ControlBlock
  readonly ring: SharedArrayBuffer
  /** The ring's table. */
  readonly strings: readonly string[]
  /** Whether its spans are ours to forward. */
  readonly forwardsSpans: boolean
}

/** Settings of {@link LastBatches}. */
export interface LastBatchesOptions {
  /** `null`: spans are forwarded nowhere, so nobody would ever fetch them from the spool. */
  readonly spoolDir: string | null
  readonly resource: Readonly<Record<string, string | number>>
}

/**
 * Writes what no hub took into the spool, from the application's thread: the hub is dead or does not answer,
 * and the process ends. What cannot be written is counted.
 */
export class LastBatches {
  readonly #options: LastBatchesOptions
  #sequence = 0

  constructor(options: LastBatchesOptions) {
    this.#options = options
  }

  /**
   * Writes what the ring holds. The hub must not have it any more: `control.ringTaken`.
   *
   * The file is one line of JSON (strings of the ring's table and the resource), then the ring's records.
   */
  write({ control, ring, strings, forwardsSpans }: LastBatch): void {
    const { records, spans, end } = copyUnreleased(control, ring)
    control.ringReleased = end
    if (spans === 0) return
    const { spoolDir, resource } = this.#options
    if (spoolDir === null || !forwardsSpans) {
      control.count('traces', 'hub_lost', spans)
      return
    }
    try {
      const head = Buffer.from(`${JSON.stringify({ strings, resource })}\n`)
      const name = {
        timeMs: Date.now(),
        sequence: this.#sequence++,
        owner: readProcessIdentity(),
        signal: 'traces',
        items: spans,
        bytes: head.byteLength + records.byteLength,
        format: 'ring',
      } as const
      makeFolder(spoolDir)
      const temporary = join(spoolDir, formatSpoolName(name, 'tmp'))
      writeWhole(temporary, [head, records])
      renameSync(temporary, join(spoolDir, formatSpoolName(name)))
      control.count('traces', 'spooled', spans)
    } catch {
      control.count('traces', 'spool_error', spans)
    }
  }
}

function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = openSync(path, flags, 0o600)
  try {
    for (const part of parts) {
      for (let written = 0; written < part.byteLength;) written += writeSync(file, part, written)
    }
  } finally {
    closeSync(file)
  }
}
