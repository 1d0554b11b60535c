import type { RunFigures } from '../telemetry/job-sums.ts'
import type { CountedRun } from './counted-run.ts'

/** Reads what a run adds to the metrics of its job. */
export function readFigures({ meter, settings, state, total }: CountedRun): RunFigures {
  const { counts } = meter
  return {
    state,
    done: counts.done,
    expected: total,
    failed: counts.ownFailed,
    resumed: counts.resumed,
    rate: meter.rate,
    eta: meter.eta(total),
    lastUpdate: meter.lastUpdate,
    deadline: settings.deadline,
    updateInterval: meter.updateInterval,
    stallAt: state === 'running' ? meter.stallAt(settings.stallAfterMs) : 0,
  }
}
