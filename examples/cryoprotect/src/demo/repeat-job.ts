import { setTimeout as sleep } from 'node:timers/promises'

/** When to run a job again. */
export interface RepeatOptions {
  readonly pauseSeconds: number
  /** Ends the repetition; a running job is not touched. */
  readonly signal: AbortSignal
}

/** Runs a job, waits and runs it again, whether it succeeded or not, until the signal aborts. */
export async function repeatJob(
  run: () => Promise<unknown>,
  { pauseSeconds, signal }: RepeatOptions,
): Promise<void> {
  while (!signal.aborted) {
    await run()
    await sleep(pauseSeconds * 1_000, undefined, { signal }).catch(() => {})
  }
}
