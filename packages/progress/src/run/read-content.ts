import type { CheckpointContent } from '../checkpoint/checkpoint-content.ts'
import type { CountedRun } from './counted-run.ts'
import { readPosition } from './position.ts'

/** Reads what the checkpoint of a run is to hold: where it is, or was when its caller last gave a cursor. */
export function readContent(run: CountedRun): CheckpointContent {
  const { settings, meter, checkpoint } = run
  const { items, successful, failed } =
    (run.state === 'completed' ? null : checkpoint?.marked) ?? readPosition(meter.counts)
  const resumed = checkpoint?.resumed ?? null
  return {
    job: run.job,
    runId: run.runId,
    traceparent: run.telemetry.span?.traceparent ?? null,
    state: run.state,
    items,
    successful,
    failed,
    expectedItems: run.total,
    cursor: checkpoint?.marked?.cursor ?? null,
    unit: settings.unit ?? 'items',
    part: settings.part,
    startedAt: resumed?.startedAt ?? new Date(meter.startedEpochMs).toISOString(),
    elapsedSeconds: (resumed?.elapsedSeconds ?? 0) + meter.elapsedMs / 1000,
  }
}
