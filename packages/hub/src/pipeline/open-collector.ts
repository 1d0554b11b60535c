import { join } from 'node:path'

import { SPOOL_FOLDER, writeLogLine } from '@cryo/protocol'
import type { ControlBlock, HubConfiguration } from '@cryo/protocol'

import { Collector } from './collector.ts'

/** Where to forward to, and for whom. */
export interface OpenCollectorOptions {
  readonly forward: HubConfiguration['forward']
  readonly hubId: string
  /** Folder of the spool's folder; `null` where it cannot be written. */
  readonly dir: string | null
  readonly control: ControlBlock
}

/** Opens the way to the configured collector; `null` where there is none, or it cannot be, which is said. */
export function openCollector({ forward, hubId, dir, control }: OpenCollectorOptions): Collector | null {
  if (forward === null) return null
  try {
    return new Collector({ forward, hubId, spoolDir: dir === null ? null : join(dir, SPOOL_FOLDER), control })
  } catch (error) {
    writeLogLine(`telemetry is not forwarded: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}
