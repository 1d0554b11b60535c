import type { HealthCheckReport } from '@cryo/protocol'

/** The event loop of the application in this process, as its hub sees it from outside. */
export interface LoopState {
  readonly blocked: boolean
  readonly lagSeconds: number
}

/** The check of a loop that stands still: no process can tell that of itself. Required, as nothing is answered. */
export function checkLoop(
  { blocked, lagSeconds }: LoopState,
  service: string,
  timeMs: number,
): HealthCheckReport {
  return {
    service,
    name: 'event loop',
    kind: 'system',
    status: blocked ? 'error' : 'ok',
    message: blocked ? `blocked for ${lagSeconds.toFixed(1)} s` : null,
    durationSeconds: null,
    failuresInARow: blocked ? 1 : 0,
    checkedAt: new Date(timeMs),
    required: true,
  }
}
