import { freemem, totalmem } from 'node:os'
import { join } from 'node:path'

import { findCgroup } from './find-cgroup.ts'
import { numberBehind, readSystemFile, readSystemNumber } from './read-system-file.ts'
import type { SystemRoots } from './system-roots.ts'

/** How full something is, 0 to 100, and what it is. */
export interface Usage {
  readonly percent: number
  /** `container`, `machine`, or a path. */
  readonly of: string
}

/** Files of a group's memory, and the part of it that the kernel gives back when it is needed. */
const FILES = {
  1: { used: 'memory.usage_in_bytes', limit: 'memory.limit_in_bytes', reclaimable: 'total_inactive_file' },
  2: { used: 'memory.current', limit: 'memory.max', reclaimable: 'inactive_file' },
} as const

/**
 * How much of the memory that this process may use is in use: of its container where that has a limit, as the kernel
 * counts before it kills; else of the machine.
 */
export async function readMemoryUsage(roots: SystemRoots): Promise<Usage> {
  const meminfo = (await readSystemFile(join(roots.proc, 'meminfo'))) ?? ''
  const totalKilobytes = numberBehind(meminfo, 'MemTotal')
  const totalBytes = totalKilobytes === null ? totalmem() : totalKilobytes * 1024
  const container = await readContainer(roots, totalBytes)
  if (container !== null) return { percent: container, of: 'container' }
  const availableKilobytes = numberBehind(meminfo, 'MemAvailable')
  const availableBytes = availableKilobytes === null ? freemem() : availableKilobytes * 1024
  return { percent: toPercent(totalBytes - availableBytes, totalBytes), of: 'machine' }
}

/** Of several groups within one another, the one that is nearest to its limit; `null` where none has one. */
async function readContainer(roots: SystemRoots, totalBytes: number): Promise<number | null> {
  const cgroup = await findCgroup(roots, 'memory')
  if (cgroup === null) return null
  const files = FILES[cgroup.version]
  let fullest: number | null = null
  for (const folder of cgroup.folders) {
    const limit = await readSystemNumber(join(folder, files.limit))
    // Version 1 says "no limit" as a number that no machine has.
    if (limit === null || limit >= totalBytes) continue
    const used = await readSystemNumber(join(folder, files.used))
    if (used === null) continue
    const stat = (await readSystemFile(join(folder, 'memory.stat'))) ?? ''
    const reclaimable = numberBehind(stat, files.reclaimable) ?? 0
    fullest = Math.max(fullest ?? 0, toPercent(used - reclaimable, limit))
  }
  return fullest
}

/** Share of the whole in percent, 0 to 100. */
export function toPercent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 100
}
