import { type CheckKind, MAX_ATTRIBUTE_VALUES, sharedState } from '@cryo/conventions'
import { describeValue, readProperty } from '@cryo/conventions/redaction'

import type { CheckOptions } from './check-options.ts'
import type { Probe } from './probe.ts'
import { ScheduledCheck } from './scheduled-check.ts'
import { healthSettings } from '../health-settings.ts'

/** Longest name of a check, in bytes. */
const MAX_NAME_BYTES = 256
/** Checks that are added together start so far apart. */
const STAGGER_MS = 20
/** Steps of it are spread evenly, however many there are. */
const GOLDEN_RATIO = 0.618_033_988_75

interface RegistryState {
  /** By kind and name. */
  readonly checks: Map<string, ScheduledCheck>
  /** Checks added so far, ended ones included. */
  added: number
  /** When the last one started, on the clock of `performance.now()`. */
  startedAt: number
  /** Checks that were refused because there are too many. */
  refused: number
}

const state: RegistryState = sharedState('@cryo/health', () => ({
  checks: new Map(),
  added: 0,
  startedAt: 0,
  refused: 0,
}))

/** The checks that run. */
export function allChecks(): readonly ScheduledCheck[] {
  return [...state.checks.values()]
}

/** How many checks were refused because as many run as telemetry can tell apart (200). */
export function getRefusedChecks(): number {
  return state.refused
}

/**
 * Adds a check and starts it; one of the same kind and name ends. Never throws.
 *
 * @returns Ends the check.
 */
export function startCheck(name: unknown, kind: CheckKind, probe: Probe, options: unknown): () => void {
  if (!healthSettings.enabled) return () => {}
  const ownName = describeValue(name, MAX_NAME_BYTES) || 'unnamed'
  const key = `${kind}\n${ownName}`
  const known = state.checks.get(key)
  if (known === undefined && state.checks.size >= MAX_ATTRIBUTE_VALUES) {
    state.refused++
    return () => {}
  }
  known?.stop()
  const now = performance.now()
  state.startedAt = Math.max(now, state.startedAt + STAGGER_MS)
  const check = new ScheduledCheck({
    name: ownName,
    kind,
    probe,
    options: readOptions(options),
    firstInMs: state.startedAt - now,
    phase: (state.added++ * GOLDEN_RATIO) % 1,
  })
  state.checks.set(key, check)
  return () => {
    check.stop()
    if (state.checks.get(key) === check) state.checks.delete(key)
  }
}

/** Ends all checks, as when monitoring ends. */
export function stopHealth(): void {
  for (const check of state.checks.values()) check.stop()
  state.checks.clear()
}

/** A copy: later changes and throwing getters of the original do not reach it. Values are made sure of when used. */
function readOptions(options: unknown): CheckOptions {
  const read = {
    intervalSeconds: readProperty(options, 'intervalSeconds'),
    timeoutSeconds: readProperty(options, 'timeoutSeconds'),
    required: readProperty(options, 'required'),
    failureThreshold: readProperty(options, 'failureThreshold'),
  }
  return read as CheckOptions
}
