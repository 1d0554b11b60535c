import { startBeat } from './beat.ts'
import type { HubWork } from './hub-work.ts'

/** Values are read this often; a page that is watched shows nothing older. */
const READ_MS = 1000
const SHOW_MS = 2000
/** Errors of other libraries are given their groups this often, a few at a time. */
const GROUP_MS = 50
/** The hub's observables are taken, and rates marked, this often. */
const OBSERVE_MS = 5000
/** Series are recorded and rules evaluated this often. */
export const RECORD_MS = 10_000
/** Alertmanager is asked this often. */
const ALERTMANAGER_MS = 10_000

/** Starts what a hub does again and again; returns what ends it. */
export function startRhythm(exportMs: number, work: HubWork): () => void {
  return startBeat(
    () => work.pulse(),
    [
      { everyMs: READ_MS, run: () => work.read() },
      { everyMs: GROUP_MS, run: () => work.group() },
      { everyMs: SHOW_MS, run: () => work.show() },
      { everyMs: OBSERVE_MS, run: () => work.observe() },
      { everyMs: RECORD_MS, run: () => void work.record() },
      { everyMs: ALERTMANAGER_MS, run: () => work.ask() },
      { everyMs: exportMs, run: () => work.export() },
    ],
  )
}
