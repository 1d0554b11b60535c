import type { Worker } from 'node:worker_threads'

/**
 * Watches the worker threads that this thread starts.
 *
 * @param onGone - Called with the id of each thread that has ended, in whatever way.
 * @returns Stops watching those that start from now on.
 */
export function watchWorkers(onGone: (threadId: number) => void): () => void {
  const onWorker = (worker: Worker): void => {
    // It has none any more once it has ended.
    const { threadId } = worker
    worker.once('exit', () => onGone(threadId))
  }
  process.on('worker', onWorker)
  return () => process.removeListener('worker', onWorker)
}
