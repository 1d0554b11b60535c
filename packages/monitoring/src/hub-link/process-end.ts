/** Signals that people and tools end processes with, and whose default is just that. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const
/** The kernel keeps from the first process of a container every signal that it has no listener for. */
const IMMUNE_PID = 1

/** What to do at the end of the process. */
export interface ProcessEnd {
  /** Hands over the last telemetry; called once, must not be asynchronous. */
  readonly handOver: () => void
  /** Makes safe what was recorded so far; the process may be killed soon. */
  readonly flush: () => void
}

/**
 * Hands over when the process ends, however it ends, and changes nothing about how it ends.
 *
 * - exit, throw, rejection, natural end: in `'exit'`, after the application's listeners; the exit code is Node's.
 * - a throw in an `'exit'` listener: Node calls no further one, so at the throw.
 * - a signal that only we listen to: hand over, stop listening, raise it again, so that the process dies of
 *   the signal as it would have without us.
 * - a signal that the application listens to: its business; `'exit'` follows when it ends.
 *
 * @returns Stops watching.
 */
export function watchProcessEnd({ handOver, flush }: ProcessEnd): () => void {
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
  let isExiting = false
  const noteExit = (): void => {
    isExiting = true
  }
  const onException = (): void => {
    if (isExiting) endOnce()
  }
  const moveLast = (): void => {
    process.removeListener('exit', endOnce)
    process.on('exit', endOnce)
  }
  const onNewListener = (event: string | symbol, listener: unknown): void => {
    // What the application records in its own listener is to be handed over too. Now it is not yet in the list.
    if (event === 'exit' && listener !== endOnce && !ended) queueMicrotask(moveLast)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) - 1 > signalExitListeners()) return
    if (process.pid === IMMUNE_PID) {
      flush()
      return
    }
    endOnce()
    process.removeListener(signal, onSignal)
    process.kill(process.pid, signal)
  }
  const takeBackListeners = makeRoomForListeners()
  process.prependListener('exit', noteExit)
  process.on('exit', endOnce)
  process.on('newListener', onNewListener)
  process.on('uncaughtExceptionMonitor', onException)
  // First in the list: a listener that is called once has left it before it is called.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal)
  return () => {
    ended = true
    process.removeListener('newListener', onNewListener)
    process.removeListener('uncaughtExceptionMonitor', onException)
    process.removeListener('exit', noteExit)
    process.removeListener('exit', endOnce)
    for (const signal of SIGNALS) process.removeListener(signal, onSignal)
    takeBackListeners()
  }
}

/** Listeners of ours that one event has: two of `'exit'`, and of uncaught exceptions. */
const MOST_OF_ONE_EVENT = 2

/** Node warns of the eleventh listener on stderr: ours must not make the application's tenth that one. */
function makeRoomForListeners(): () => void {
  const limit = process.getMaxListeners()
  if (limit === 0) return () => {}
  process.setMaxListeners(limit + MOST_OF_ONE_EVENT)
  return () => {
    if (process.getMaxListeners() === limit + MOST_OF_ONE_EVENT) process.setMaxListeners(limit)
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
