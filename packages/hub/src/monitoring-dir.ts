import { accessSync, constants, realpathSync } from 'node:fs'

import { makeFolder, writeLogLine } from '@cryo/protocol'

/**
 * Makes the folder of the hub, for this user alone.
 *
 * @returns Its real path, the same for every process that means this folder; `null` where it cannot be
 * written, which is said once: the hub then keeps everything in memory.
 */
export function openMonitoringDir(path: string): string | null {
  try {
    makeFolder(path)
    const real = realpathSync(path)
    accessSync(real, constants.W_OK)
    return real
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    writeLogLine(`the folder ${path} cannot be written, everything is kept in memory only: ${reason}`)
    return null
  }
}
