import { statfsSync } from 'node:fs'

/** Linux's `f_type` of file systems in memory: tmpfs and ramfs, as statfs(2) names them. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])

/** Tells whether what lies in a folder is gone after a power loss, whatever is synchronised. */
export function isMemoryBacked(folder: string): boolean {
  try {
    return process.platform === 'linux' && IN_MEMORY.has(statfsSync(folder).type)
  } catch {
    return false
  }
}
