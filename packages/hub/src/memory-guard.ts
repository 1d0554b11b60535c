import { getHeapStatistics } from 'node:v8'

/** Buffers that a hub may hold; a heap that grows is ended by its own limit, buffers have none. */
const MAX_BUFFER_BYTES = 160 * 1024 * 1024
const LOOK_EVERY_MS = 250

/**
 * Ends a hub whose buffers grow past their bound, before it can harm the application; a new one takes over.
 *
 * @param end - Called once.
 * @returns Stops looking.
 */
export function guardMemory(end: () => void): () => void {
  const timer = setInterval(() => {
    if (readBufferBytes() < MAX_BUFFER_BYTES) return
    clearInterval(timer)
    end()
  }, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}

function readBufferBytes(): number {
  try {
    // In a worker these two are the worker's own.
    const { arrayBuffers, external } = process.memoryUsage()
    return Math.max(arrayBuffers, external)
  } catch {
    // Without /proc there is no resident set, and Node throws for the whole.
    return getHeapStatistics().external_memory
  }
}
