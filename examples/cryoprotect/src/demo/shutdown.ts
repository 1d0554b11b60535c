import { constants } from 'node:os'

/** Exit code of a process that a signal ended, as shells count it. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** Time that a process has for its orderly end. */
const GRACE_MS = 2_000

/**
 * Calls `stop` once, when the process is told to end or its parent is gone, and then ends the process with the exit
 * code that was set, 0 by default; with 1 if `stop` fails or takes longer than 2 s.
 */
export function onShutdown(stop: (signal: NodeJS.Signals) => Promise<void> | void): void {
  let stopping = false
  const shutDown = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    try {
      await stop(signal)
      process.exit()
    } catch (error) {
      console.error(error)
      process.exit(1)
    }
  }
  process.on('SIGTERM', (signal) => void shutDown(signal))
  process.on('SIGINT', (signal) => void shutDown(signal))
  process.on('disconnect', () => void shutDown('SIGTERM'))
  // Listening must not keep a process alive that has nothing left to do.
  process.channel?.unref()
  // A parent that was killed closes these pipes: writing to them must not end the process before `stop` has run.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
}
