import { HUB_STATE, readSharedClockMs } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

import type { HubClient } from './hub-client.ts'

/** The application waits at most this long for its last telemetry, in milliseconds. */
export const END_LIMIT_MS = 2000
/** A hub that beats every 50 ms and misses four while it is waited for does not answer. */
const STALE_MS = 200
/** The same once it is at the last flush: what it has sent by then would be delivered twice. */
const STALE_IN_FLUSH_MS = 1000
/** A hub that starts inside `'exit'` gets this long to its first beat; the rest is for the last flush. */
const START_LIMIT_MS = 1500
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
 * spooled it, at most {@link END_LIMIT_MS}. A hub that is dead or busy is not waited for. What it did not make
 * safe is still in the ring.
 */
export function handOver({ control, hub, isAwaited }: HandOver): void {
  const deadline = performance.now() + END_LIMIT_MS
  const isWorthAStart = isAwaited && !hub.hopeless
  if (!hub.running && !(isWorthAStart && hub.spawn())) return
  if (control.hubState === HUB_STATE.starting) {
    if (!isWorthAStart) return
    control.waitWhileHubIs(HUB_STATE.starting, START_LIMIT_MS)
  }
  if (control.hubState === HUB_STATE.running) waitForFlush(control, hub, deadline)
}

function waitForFlush(control: ControlBlock, hub: HubClient, deadline: number): void {
  const request = control.requestFlush()
  hub.post({
    type: 'end',
    request,
    deadlineMs: readSharedClockMs() + Math.floor(deadline - performance.now()),
  })
  const startedAt = performance.now()
  for (let now = startedAt; now < deadline; now = performance.now()) {
    if (control.waitForFlush(request, Math.min(LOOK_EVERY_MS, deadline - now))) return
    // On a machine that is short of processors a hub is late to beat until this thread waits for it.
    const silentMs = Math.min(control.hubAgeMs, performance.now() - startedAt)
    if (silentMs > (control.hasStartedFlush(request) ? STALE_IN_FLUSH_MS : STALE_MS)) return
  }
}
