import type { CheckKind } from '@cryo/conventions'

import { allChecks } from './check/check-registry.ts'
import type { CheckReport, CheckSummary } from './check/check-report.ts'

/** Keeps the process alive for as long as somebody waits; its end clears it. */
const FOREVER_MS = 0x7fff_ffff

/**
 * Tells the last result of each check of this process; of those that have just been added it waits for the first one,
 * at most for their time limit. Never rejects.
 *
 * @example
 * const { status, database } = await getHealth()
 */
export async function getHealth(): Promise<CheckSummary> {
  const alive = setInterval(() => {}, FOREVER_MS)
  try {
    await Promise.all(allChecks().map((check) => check.first))
  } finally {
    clearInterval(alive)
  }
  return summarize(allChecks().map(({ report }) => report))
}

function summarize(reports: readonly CheckReport[]): CheckSummary {
  const of = (kind: CheckKind): CheckReport[] => reports.filter((report) => report.kind === kind)
  const statuses = new Set(reports.map(({ status }) => status))
  return {
    status: statuses.has('error') ? 'unhealthy' : statuses.has('warning') ? 'warning' : 'healthy',
    database: of('database'),
    api: of('api'),
    system: of('system'),
    timestamp: new Date(),
  }
}
