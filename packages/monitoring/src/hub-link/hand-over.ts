import { HUB_STATE, readSharedClockMs } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

import type { HubClient } from './hub-client.ts'

/** The application waits at most this long for its last telemetry, in milliseconds. */
export const END_LIMIT_MS = 2000
/** A hub whose last beat is older does not answer: it beats every 50 ms. */
const STALE_MS = 200
/** The same once it is at the last flush: what it has sent by then would be delivered twice. */
const STALE_IN_FLUSH_MS = 1000
/** A hub that starts inside `'exit'` gets this long to its first beat. */
const START_LIMIT_MS = 1000
const LOOK_EVERY_MS = 50

/** What a hand-over needs. */
export interface HandOver {
  readonly control: ControlBlock
  readonly hub: HubClient
  /** Whether anybody waits for what was recorded: a process whose hub does not run yet then has to start it. */
  readonly isAwaited: boolean
}

/**
 * Hands the last telemetry over while the process ends: blocks this thread until the hub has delivered or
 * spooled it, at most {@link END_LIMIT_MS}. A hub that is dead or busy is not waited for.
 *
 * @returns Whether the hub has made everything safe.
 */
export function handOver({ control, hub, isAwaited }: HandOver): boolean {
  const deadline = performance.now() + END_LIMIT_MS
  if (!hub.running && !(isAwaited && hub.spawn())) return false
  if (control.hubState === HUB_STATE.starting) {
    if (!isAwaited) return false
    control.waitWhileHubIs(HUB_STATE.starting, START_LIMIT_MS)
  }
  return control.hubState === HUB_STATE.running && waitForFlush(control, hub, deadline)
}

function waitForFlush(control: ControlBlock, hub: HubClient, deadline: number): boolean {
  if (control.hubAgeMs > STALE_MS) return false
  const request = control.requestFlush()
  hub.post({
    type: 'end',
    request,
    deadlineMs: readSharedClockMs() + Math.floor(deadline - performance.now()),
  })
  while (performance.now() < deadline) {
    if (control.waitForFlush(request, Math.min(LOOK_EVERY_MS, deadline - performance.now()))) {
      // A hub that failed at it says so by its state.
      return control.hubState === HUB_STATE.running
    }
    if (control.hubAgeMs > (control.hasStartedFlush(request) ? STALE_IN_FLUSH_MS : STALE_MS)) return false
  }
  return false
}
