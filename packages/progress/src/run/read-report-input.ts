import type { ReportInput } from '../report/format-report.ts'
import { readStatus } from './read-status.ts'
import type { Run } from './run.ts'

/** Reads what a report tells of a run. */
export function readReportInput(run: Run): ReportInput {
  const { settings, meter, checkpoint } = run
  return {
    status: readStatus(run),
    unit: settings.unit ?? 'items',
    part: settings.part,
    startedAt: new Date(meter.startedEpochMs),
    pauseReason: run.pauseReason,
    deadline: settings.deadline === null ? null : new Date(settings.deadline * 1000),
    hold: meter.hold?.label ?? null,
    checkpointError: checkpoint?.status.error ?? null,
  }
}
