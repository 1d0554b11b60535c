import { isDeepStrictEqual } from 'node:util'

import { openHistory } from '@cryo/history'
import type { History } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import { OwnedSeries } from './owned-series.ts'
import { OwnedTraces } from './owned-traces.ts'

/** Part of the configured size that runs, errors, alerts and silences may have; most is for series and traces. */
const SHARE = 0.15
/** Time between two passes of the retention, each of which deletes a day at the most. */
const PASS_MS = 3_600_000
/** What one call deletes for, at the least one step: as much comes in between two calls where thousands of runs do. */
const SLICE_MS = 10
/** The first pass waits until the start is over. */
const FIRST_PASS_MS = 60_000

/** The history while this hub is the owner of its folder: only the owner opens it. */
export class OwnedHistory {
  /** Its series and traces. */
  readonly series: OwnedSeries
  readonly traces: OwnedTraces
  readonly #dir: string | null
  readonly #onChange: (history: History | null) => void
  #settings: HubConfiguration['history']
  #history: History | null = null
  /** On the clock of `performance.now()`, which nobody sets. */
  #passDueMs = 0

  /**
   * @param dir - Real path of the folder; `null` where it cannot be written.
   * @param store - Whose series are recorded.
   * @param onChange - Told of the history when it is open, and of `null` before it is closed.
   */
  constructor(
    dir: string | null,
    settings: HubConfiguration['history'],
    store: SeriesStore,
    onChange: (history: History | null) => void,
  ) {
    this.series = new OwnedSeries({ dir, store })
    this.traces = new OwnedTraces(dir)
    this.#dir = dir
    this.#settings = settings
    this.#onChange = onChange
  }

  /** `null` unless this hub is the owner. */
  get current(): History | null {
    return this.#history
  }

  /** Opens it, as the owner; nothing happens where it is open. */
  open(): void {
    if (this.#history !== null) return
    const maxBytes = Math.trunc(this.#settings.maxBytes * SHARE)
    const history = openHistory({ ...this.#settings, maxBytes, dir: this.#dir, onProblem: writeLogLine })
    for (const notice of history.notices) writeLogLine(notice)
    this.#history = history
    this.#passDueMs = performance.now() + FIRST_PASS_MS
    this.series.open(this.#settings)
    this.traces.open(this.#settings)
    this.#onChange(history)
  }

  /** Takes changed settings. */
  configure(settings: HubConfiguration['history']): void {
    const isSame = isDeepStrictEqual(settings, this.#settings)
    this.#settings = settings
    if (this.#history === null || isSame) return
    this.close()
    this.open()
  }

  /** Writes a little of what is due; to be called about once a second. */
  work(): void {
    this.series.work()
    this.traces.work()
  }

  /** Deletes a little of what is too old or too much, where that is due; to be called every few seconds. */
  expire(): void {
    const now = performance.now()
    if (this.#history === null || now < this.#passDueMs) return
    while (this.#history.expire(Date.now())) if (performance.now() - now >= SLICE_MS) return
    this.#passDueMs = now + PASS_MS
  }

  /** Closes it; must come before the folder is given up, or its next owner finds it taken. */
  close(): void {
    if (this.#history === null) return
    this.#onChange(null)
    this.series.close()
    this.traces.close()
    this.#history.close()
    this.#history = null
  }
}
