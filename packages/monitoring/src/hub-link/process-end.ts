/** Signals whose default is to end the process. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Runs `handOver` once when the process ends, however it ends, and changes nothing about how it ends.
 *
 * - exit, throw, rejection, natural end: in `'exit'`; the exit code is Node's.
 * - a signal that only we listen to: hand over, stop listening, raise it again, so that the process dies of
 *   the signal as it would have without us.
 * - a signal that the application listens to: its business; `'exit'` follows when it ends.
 *
 * @returns Stops watching.
 */
export function watchProcessEnd(handOver: () => void): () => void {
  let ended = false
  const endOnce = (): void => {
    if (ended) return
    ended = true
    try {
      handOver()
    } catch {
      // The process ends; there is nobody left to tell.
    }
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) - 1 > signalExitListeners()) return
    endOnce()
    process.removeListener(signal, onSignal)
    process.kill(process.pid, signal)
  }
  process.on('exit', endOnce)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return () => {
    process.removeListener('exit', endOnce)
    for (const signal of SIGNALS) process.removeListener(signal, onSignal)
  }
}

/**
 * Listeners of the widespread `signal-exit` package. They act only when they are alone, so they do not count
 * as the application's: left to one another, they and we would let the signal come to nothing.
 */
function signalExitListeners(): number {
  const holder = process as unknown as Record<symbol | string, { readonly count?: unknown } | undefined>
  const current = holder[Symbol.for('signal-exit emitter')]?.count
  const older = holder['__signal_exit_emitter__']?.count
  return (typeof current === 'number' ? current : 0) + (typeof older === 'number' ? older : 0)
}
