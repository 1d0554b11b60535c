import type { ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()
let hooked = false

/** Ends a child and everything it started: each child leads a process group of its own. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false
  try {
    process.kill(-child.pid, signal)
    return true
  } catch {
    return false
  }
}

/** Sees to it that the child does not outlive the test runner. */
export function superviseChild(child: ChildProcess): void {
  running.add(child)
  child.once('close', () => running.delete(child))
  if (hooked) return
  hooked = true
  process.once('exit', () => {
    for (const left of running) killGroup(left, 'SIGKILL')
  })
}
