import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'

/** Node publishes each new Worker here, in its constructor. */
const CHANNEL = 'worker_threads'

/** What there is to know of a worker thread; neither may throw. */
export interface WorkerWatch {
  /** Called when one is being started, before it runs. */
  readonly onStart?: () => void
  /** Called with the id of each that has ended, in whatever way. */
  readonly onGone: (threadId: number) => void
}

/**
 * Watches the worker threads that this thread starts.
 *
 * @returns Stops watching those that start from now on.
 */
export function watchWorkers({ onStart, onGone }: WorkerWatch): () => void {
  const onWorker = (message: unknown): void => {
    const { worker } = message as { readonly worker: Worker }
    onStart?.()
    // It has none any more once it has ended.
    const { threadId } = worker
    worker.once('exit', () => onGone(threadId))
  }
  subscribe(CHANNEL, onWorker)
  return () => unsubscribe(CHANNEL, onWorker)
}
