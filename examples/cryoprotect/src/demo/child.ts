import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'

import { isReadyMessage } from './ready.ts'

/** A process of the demo. */
export interface Child {
  readonly name: string
  /** Its URL, once it is ready; rejects if it ends before. */
  readonly ready: Promise<string>
  /** Its exit code, once it has ended; `null` if a signal ended it. */
  readonly ended: Promise<number | null>
  /** Asks it to end and kills it after `graceMs`. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>
  /** Kills it and all processes of its group at once. */
  kill(): void
}

/**
 * Starts a module of this folder's parent as a process in a group of its own: a terminal's Ctrl-C reaches only the
 * demo itself, which then ends its processes in order.
 *
 * Each line that it prints goes to `print`.
 */
export function startChild(
  name: string,
  variables: Readonly<Record<string, string>>,
  print: (name: string, line: string) => void,
): Child {
  const child = fork(new URL(`../${name}.js`, import.meta.url), {
    detached: true,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface({ input: output }).on('line', (line) => print(name, line))
  }

  const kill = (): void => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nothing of the group is left.
    }
  }
  let running = true
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running = false
      // A process that did not end in order may have left its own processes behind.
      if (code !== 0) kill()
      resolve(code)
    })
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.on('message', (message) => {
      if (isReadyMessage(message)) resolve(message.url)
    })
    void ended.then((code) => reject(new Error(`${name} ended with exit code ${code} before it was ready`)))
  })
  // A process that nobody waits for may end early; whoever waits still sees the rejection.
  ready.catch(() => {})

  return {
    name,
    ready,
    ended,
    kill,
    async stop(graceMs) {
      if (!running) return
      child.kill('SIGTERM')
      const forced = setTimeout(kill, graceMs)
      await ended
      clearTimeout(forced)
    },
  }
}
