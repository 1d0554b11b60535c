import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isAlive } from '../demo/is-alive.ts'
import { CLUSTER_FOLDER_PREFIX, OWNER_FILE } from './cluster-folder.ts'

const SIGNING_MS = 60_000

/**
 * Ends clusters whose owner was killed and removes their folders. What belongs to a living owner stays.
 *
 * A folder that cannot be removed is left: the next cluster has a folder and a port of its own.
 */
export function removeStaleClusters(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(CLUSTER_FOLDER_PREFIX)) continue
    const path = join(tmpdir(), name)
    if (isOwned(path)) continue
    endOrphan(path)
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      continue
    }
  }
}

/** A folder so new that its owner has not signed it yet is owned too. */
function isOwned(path: string): boolean {
  const owner = readPid(join(path, OWNER_FILE))
  if (owner !== null) return isAlive(owner)
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs < SIGNING_MS
}

function endOrphan(path: string): void {
  const pid = readPid(join(path, 'data', 'postmaster.pid'))
  if (pid === null || !runsIn(pid, path)) return
  try {
    // Its children notice that it is gone and end by themselves.
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in between.
  }
}

/** The id may belong to another program by now; without /proc the orphan ends by itself once its folder is gone. */
function runsIn(pid: number, path: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)
  } catch {
    return false
  }
}

/** Reads the first line of a pid file; `null` if there is none. */
function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}
