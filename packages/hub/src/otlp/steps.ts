/** How long work may hold the thread before others get a turn, in milliseconds; the hub's limit is 20. */
const SLICE_MS = 10

/** Runs steps to their end at once: for tests, and for what is known to be short. */
export function runSteps<T>(steps: Generator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * Runs steps to their end and lets the event loop turn each 10 ms, so that a request of 20 MB blocks nobody.
 * @example
 * const { resourceSpans } = await runSlices(decodeTraces(body, 'application/x-protobuf'))
 */
export async function runSlices<T>(steps: Generator<unknown, T, undefined>): Promise<T> {
  let pauseAtMs = performance.now() + SLICE_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() < pauseAtMs) continue
    // oxlint-disable-next-line no-await-in-loop -- to pause between steps is what this is for
    await new Promise((resolve) => setImmediate(resolve))
    pauseAtMs = performance.now() + SLICE_MS
  }
}
