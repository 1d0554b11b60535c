import { readFileSync } from 'node:fs'

/** Tells whether a process with this id runs, another user's included. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return !isDefunct(pid)
}

/** Where process 1 collects no orphans, as in many containers, an ended process keeps its id but has no command line. */
function isDefunct(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === ''
  } catch {
    return false
  }
}
