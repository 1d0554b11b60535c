import type { Budget } from './budget.ts'

/** A computation in slices: it yields where others may have the thread. */
export type Work<T> = Generator<undefined, T, undefined>

/**
 * Elements that are made one after the other, so that no more than one need be in memory; `undefined` where others may
 * have the thread.
 */
export type Stream<T> = Iterable<T | undefined>

/** Does all slices, and lets others have the thread between them. */
export async function finish<T>(work: Work<T>, budget: Budget): Promise<T> {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
    await budget.rest()
  }
}

/** All elements of a stream at once. */
export function* collect<T>(stream: Stream<T>): Work<readonly T[]> {
  const all: T[] = []
  for (const element of stream) {
    if (element === undefined) yield
    else all.push(element)
  }
  return all
}
