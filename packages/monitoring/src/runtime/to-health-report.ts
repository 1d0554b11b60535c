import type { CheckReport, CheckSummary } from '@cryo/health'
import type { HealthCheckReport, HealthReport } from '@cryo/protocol'

/** The checks of this process in the form in which the hub tells all of them. */
export function toHealthReport(own: CheckSummary, service: string): HealthReport {
  const convert = ({ pool: _, serverVersion: _version, ...report }: CheckReport): HealthCheckReport => {
    return { service, ...report }
  }
  return {
    ...own,
    database: own.database.map(convert),
    api: own.api.map(convert),
    system: own.system.map(convert),
  }
}
