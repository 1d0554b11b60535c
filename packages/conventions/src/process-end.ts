import { sharedState } from './registry.ts'

/** Signals that people and tools end processes with, and whose default is just that. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const
/** The kernel keeps from the first process of a container every signal that it has no listener for. */
const IMMUNE_PID = 1

/** What is made safe at the end of the process: first what is still to be recorded, then everything recorded. */
const PHASES = ['record', 'deliver'] as const
export type EndPhase = (typeof PHASES)[number]

/** What to do at the end of the process; nothing of it may be asynchronous. */
export interface EndWatcher {
  /** The process ends; called once. */
  readonly end: () => void
  /** The process may be killed soon, or may not. */
  readonly flush: () => void
}

/** The one place that listens for the end of this process. */
class ProcessEnd {
  readonly #watchers: Record<EndPhase, Set<EndWatcher>> = { record: new Set(), deliver: new Set() }
  #stop: (() => void) | null = null

  add(phase: EndPhase, watcher: EndWatcher): () => void {
    this.#watchers[phase].add(watcher)
    this.#stop ??= listen({ end: () => this.#tell('end'), flush: () => this.#tell('flush') })
    return () => {
      this.#watchers[phase].delete(watcher)
      if (PHASES.some((one) => this.#watchers[one].size > 0)) return
      this.#stop?.()
      this.#stop = null
    }
  }

  #tell(what: keyof EndWatcher): void {
    for (const phase of PHASES) {
      for (const watcher of this.#watchers[phase]) {
        try {
          watcher[what]()
        } catch {
          // The process ends; there is nobody left to tell.
        }
      }
    }
  }
}

/**
 * Calls when the process ends, however it ends, and changes nothing about how it ends.
 *
 * - exit, throw, rejection, natural end: in `'exit'`, after the application's listeners; the exit code is Node's.
 * - a throw in an `'exit'` listener: Node calls no further one, so at the throw.
 * - a signal that only we listen to: call, stop listening, raise it again, so that the process dies of
 *   the signal as it would have without us.
 * - a signal that the application listens to: its business; `'exit'` follows when it ends.
 *
 * @param phase - Watchers of `record` are called before those of `deliver`.
 * @returns Stops watching.
 */
export function watchProcessEnd(phase: EndPhase, watcher: EndWatcher): () => void {
  return sharedState('process-end', () => new ProcessEnd()).add(phase, watcher)
}

function listen({ end, flush }: EndWatcher): () => void {
  let ended = false
  const endOnce = (): void => {
    if (ended) return
    ended = true
    end()
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
