import { readFileSync } from 'node:fs'
import type { SpoolOwner } from './spool-name.ts'

/** Who this process is: its pid, and on Linux the tick at which it started. */
export function readProcessIdentity(): SpoolOwner {
  return { pid: process.pid, start: readStart(process.pid)?.start ?? UNKNOWN_START }
}

/** Whether the process that wrote a file still runs; a pid that another program got since does not count. */
export function isProcessAlive(owner: SpoolOwner): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: it runs as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (owner.start === UNKNOWN_START) return true
  const found = readStart(owner.pid)
  return found === undefined || (found.start === owner.start && !ENDED.has(found.state))
}

const UNKNOWN_START = '0'
/** States of a process that has ended and that its parent has not yet waited for. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X'])

/** Fields 3 and 22 of `/proc/<pid>/stat` (proc(5)); the name in field 2 may hold spaces and parentheses. */
function readStart(pid: number): { readonly state: string; readonly start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0]
    const ticks = Number(fields[19])
    if (state === undefined || !Number.isSafeInteger(ticks)) return undefined
    return { state, start: ticks.toString(36) }
  } catch {
    return undefined
  }
}
