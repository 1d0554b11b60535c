import type { CheckpointContent } from '../checkpoint/placeholder.ts'
import type { CountedRun } from './counted-run.ts'

/** Reads what the checkpoint of a run is to hold. */
export function readContent(run: CountedRun): CheckpointContent {
  const { settings, meter, checkpoint } = run
  const { counts } = meter
  const resumed = checkpoint?.resumed ?? null
  return {
    job: run.job,
    runId: run.runId,
    traceparent: run.telemetry.span?.traceparent ?? null,
    state: run.state,
    items: counts.resumable,
    successful: counts.successful - counts.aheadSuccessful,
    failed: counts.failed - counts.aheadFailed,
    expectedItems: run.total,
    cursor: checkpoint?.cursor ?? null,
    unit: settings.unit ?? 'items',
    part: settings.part,
    startedAt: resumed?.startedAt ?? new Date(meter.startedEpochMs).toISOString(),
    elapsedSeconds: (resumed?.elapsedSeconds ?? 0) + meter.elapsedMs / 1000,
  }
}
