import type { ProgressSettings } from '../options/progress-settings.ts'

/** What a child takes over: how it looks, but nothing that the run as a whole is judged or stopped by. */
export function toChildSettings({ unit, quiet, stallAfterMs }: ProgressSettings): ProgressSettings {
  return {
    unit,
    quiet,
    stallAfterMs,
    deadline: null,
    expectEverySeconds: null,
    checkpointFile: null,
    resume: 'never',
    part: null,
    stopLoss: null,
    onlyFailed: false,
    key: null,
    signal: null,
  }
}
