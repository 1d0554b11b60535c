import { HUB_STATE } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

import type { HubClient } from './hub-client.ts'

/** The application waits at most this long for its last telemetry, in milliseconds. */
export const END_LIMIT_MS = 2000
/** A hub whose last beat is older does not answer. */
const STALE_MS = 200
/** A hub that starts inside `'exit'` gets this long to its first beat. */
const START_LIMIT_MS = 1000
const LOOK_EVERY_MS = 50

/** What a hand-over needs. */
export interface HandOver {
  readonly control: ControlBlock
  readonly hub: HubClient
  /** Whether a process that has not started its hub yet has to start it now. */
  readonly needsHub: () => boolean
  /** Writes the ring into the spool; the last resort. */
  readonly spool: () => void
}

/**
 * Hands the last telemetry over while the process ends: blocks this thread until the hub has delivered or
 * spooled it, at most {@link END_LIMIT_MS}. A hub that is dead or busy is not waited for: the ring goes into
 * the spool from here.
 */
export function handOver({ control, hub, needsHub, spool }: HandOver): void {
  const deadline = performance.now() + END_LIMIT_MS
  if (!hub.running && needsHub()) hub.spawn()
  if (hub.running) {
    waitForStart(control, deadline)
    if (control.hubState === HUB_STATE.running && waitForFlush(control, hub, deadline)) return
  }
  control.takeRing()
  spool()
}

function waitForStart(control: ControlBlock, deadline: number): void {
  const limitMs = Math.min(START_LIMIT_MS, deadline - performance.now())
  control.waitWhileHubIs(HUB_STATE.starting, limitMs)
}

function waitForFlush(control: ControlBlock, hub: HubClient, deadline: number): boolean {
  // An idle hub beats every 50 ms: one that missed four beats is stuck or dead.
  if (control.hubAgeMs > STALE_MS) return false
  const request = control.requestFlush()
  hub.post({ type: 'end', request, timeoutMs: deadline - performance.now() })
  while (performance.now() < deadline) {
    if (control.waitForFlush(request, Math.min(LOOK_EVERY_MS, deadline - performance.now()))) return true
    if (control.hubAgeMs > STALE_MS) return false
  }
  return false
}
