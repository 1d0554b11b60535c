import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/** Ends a child and everything it started: each child leads a process group of its own. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}

/**
 * Sees to it that the group of a child does not outlive the test runner, however that ends.
 *
 * A shell waits on a pipe whose other end is ours: it closes with us, also on SIGKILL, when no handler runs.
 *
 * @returns Dismisses the guard, once the group is gone.
 */
export function guardGroup(child: ChildProcess): () => void {
  if (child.pid === undefined) return () => {}
  const guard = spawn(
    'sh',
    ['-c', 'read -r line; kill -s KILL -- "-$1" 2>/dev/null', 'sh', String(child.pid)],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  ;(guard.stdin as Socket).unref()
  return () => guard.kill('SIGKILL')
}
