import type { CheckStatus } from '@cryo/conventions'
import type { HealthCheckReport } from '@cryo/protocol'

const SEVERITY: Readonly<Record<CheckStatus, number>> = { ok: 0, unknown: 1, warning: 2, error: 3 }

/** Orders checks: those that need a look first, else by name, so that rows stay where they are. */
export function compareChecks(left: HealthCheckReport, right: HealthCheckReport): number {
  return (
    SEVERITY[right.status] - SEVERITY[left.status] ||
    left.service.localeCompare(right.service) ||
    left.name.localeCompare(right.name)
  )
}

/** One check of two processes: as bad as the worse of them. */
export function worseCheck(left: HealthCheckReport, right: HealthCheckReport): HealthCheckReport {
  const worse = SEVERITY[right.status] > SEVERITY[left.status] ? right : left
  return {
    ...worse,
    failuresInARow: Math.max(left.failuresInARow, right.failuresInARow),
    required: left.required || right.required,
  }
}
