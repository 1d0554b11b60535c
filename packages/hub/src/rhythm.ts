import { startBeat } from './beat.ts'

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

/** What a hub does again and again. */
export interface RhythmParts {
  /** Reads spans; as often as anything is done. */
  readonly pulse: () => void
  /** Reads values, and remembers what changed. */
  readonly read: () => void
  /** Gives errors their groups. */
  readonly group: () => void
  /** Shows the owner of the page what changed. */
  readonly show: () => void
  /** Takes observables and marks rates. */
  readonly observe: () => void
  /** Records series, and evaluates rules. */
  readonly record: () => void
  /** Asks Alertmanager. */
  readonly ask: () => void
  /** Sends metrics to the collector. */
  readonly export: () => void
}

/** Starts what a hub does again and again; returns what ends it. */
export function startRhythm(exportMs: number, parts: RhythmParts): () => void {
  return startBeat(parts.pulse, [
    { everyMs: READ_MS, run: parts.read },
    { everyMs: GROUP_MS, run: parts.group },
    { everyMs: SHOW_MS, run: parts.show },
    { everyMs: OBSERVE_MS, run: parts.observe },
    { everyMs: RECORD_MS, run: parts.record },
    { everyMs: ALERTMANAGER_MS, run: parts.ask },
    { everyMs: exportMs, run: parts.export },
  ])
}
