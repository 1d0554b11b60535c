import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import type { Tracer } from '@opentelemetry/api'

import type { AsyncContextManager } from '../context-manager.ts'

/** What every instrumentation works with. */
export interface InstrumentationRuntime {
  readonly tracer: Tracer
  readonly contexts: AsyncContextManager
  /** Takes note of a failure of ours, which the application never sees. */
  readonly fail: (error: unknown) => void
}

/** Undoes what an instrumentation did. */
export type Stop = () => void

/**
 * Listens to a channel of `node:diagnostics_channel`; what the listener throws does not reach the publisher.
 *
 * @param listener - Typed with what the channel publishes.
 */
export function listen(
  runtime: InstrumentationRuntime,
  channel: string,
  listener: (message: never) => void,
): Stop {
  const guarded = (message: unknown): void => {
    try {
      listener(message as never)
    } catch (error) {
      runtime.fail(error)
    }
  }
  subscribe(channel, guarded)
  return () => {
    unsubscribe(channel, guarded)
  }
}

/** One {@link Stop} for several. */
export function stopAll(stops: readonly Stop[]): Stop {
  return () => {
    for (const stop of stops) stop()
  }
}
