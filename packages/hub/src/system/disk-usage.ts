import { statfs } from 'node:fs/promises'

import { toPercent, type Usage } from './memory-usage.ts'

/** How full the file system below a path is for a user who is not root; `null` where that cannot be told. */
export async function readDiskUsage(path: string): Promise<Usage | null> {
  try {
    const { blocks, bfree, bavail } = await statfs(path)
    const used = blocks - bfree
    // As `df` counts: what is reserved for root is neither used nor to be had.
    return blocks > 0 ? { percent: toPercent(used, used + bavail), of: path } : null
  } catch {
    return null
  }
}

/** The fullest of several file systems; the first of equal ones. */
export async function readFullestDisk(paths: readonly string[]): Promise<Usage | null> {
  let fullest: Usage | null = null
  // One after the other: a file system that does not answer keeps one thread of Node's pool, not all.
  for (const path of paths) {
    const usage = await readDiskUsage(path)
    if (usage !== null && (fullest === null || usage.percent > fullest.percent)) fullest = usage
  }
  return fullest
}
