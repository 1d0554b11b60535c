import { ATTR_SAMPLE_REFUSAL, METRIC_HUB_SAMPLES_REFUSED, SAMPLE_REFUSALS } from '@cryo/conventions'
import type { SampleRefusal } from '@cryo/conventions'
import { openSeriesHistory } from '@cryo/history'
import type { SeriesHistory } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { OwnMetrics } from '../own-metrics.ts'
import { runSlices, runSteps } from '../otlp/steps.ts'
import { ExemplarStore } from '../query/exemplar-store.ts'
import { SeriesRecorder } from './series-recorder.ts'

/** Part of the configured size that time series may have; the rest is for runs, errors, alerts and traces. */
const SHARE = 0.6

/** Settings of {@link OwnedSeries}. */
export interface OwnedSeriesOptions {
  /** Real path of the folder; `null` where it cannot be written. */
  readonly dir: string | null
  readonly store: SeriesStore
}

/** The time series while this hub is the owner of its folder, and what records into them. */
export class OwnedSeries {
  readonly recorder: SeriesRecorder
  readonly exemplars: ExemplarStore = new ExemplarStore()
  readonly #options: OwnedSeriesOptions
  #series: SeriesHistory | null = null
  /** Of histories that are closed. */
  readonly #refusedBefore = new Map<SampleRefusal, number>()
  #isSampling = false
  #isWorking = false

  constructor(options: OwnedSeriesOptions) {
    const { store } = options
    this.#options = options
    this.recorder = new SeriesRecorder(store, this.exemplars)
  }

  /** `null` unless this hub is the owner. */
  get series(): SeriesHistory | null {
    return this.#series
  }

  /** Counts what was not taken. */
  addTo(metrics: Pick<OwnMetrics, 'addCounter'>): void {
    metrics.addCounter(METRIC_HUB_SAMPLES_REFUSED, (result) => {
      for (const reason of SAMPLE_REFUSALS)
        result.observe(this.#refused(reason), { [ATTR_SAMPLE_REFUSAL]: reason })
    })
  }

  /** Opens them, as the owner; nothing happens where they are open. */
  open({ retentionDays, maxBytes }: HubConfiguration['history']): void {
    if (this.#series !== null) return
    this.#series = openSeriesHistory({
      dir: this.#options.dir,
      retentionDays,
      maxBytes: Math.trunc(maxBytes * SHARE),
      onProblem: writeLogLine,
    })
    for (const notice of this.#series.notices) writeLogLine(notice)
    this.recorder.use(this.#series)
    void this.sample()
  }

  /** Records what is known now, a little at a time; resolves when it is recorded. */
  async sample(timeMs: number = Date.now()): Promise<void> {
    if (this.#series === null || this.#isSampling) return
    this.#isSampling = true
    try {
      await runSlices(this.recorder.sample(timeMs))
    } finally {
      this.#isSampling = false
    }
  }

  /** Writes what is due, a little at a time; to be called about once a second. */
  work(): void {
    if (!this.#isWorking) this.#workOn()
  }

  /** Others come first: what is left waits for the next turn. */
  #workOn(): void {
    this.#isWorking = this.#series?.work(Date.now()) === true
    if (this.#isWorking) setImmediate(() => this.#workOn())
  }

  /** Records the last values at once; what has gone since the last time has ended. */
  sampleLast(timeMs: number): void {
    if (this.#series !== null) runSteps(this.recorder.sample(timeMs))
  }

  /** Closes them; must come before the folder is given up, or its next owner finds it taken. */
  close(): void {
    this.recorder.use(null)
    this.#series?.close()
    for (const reason of SAMPLE_REFUSALS)
      if (reason !== 'labels') this.#refusedBefore.set(reason, this.#refused(reason))
    this.#series = null
  }

  #refused(reason: SampleRefusal): number {
    if (reason === 'labels') return this.recorder.unnamed
    const refused = this.#series?.refused
    const now =
      refused === undefined
        ? 0
        : {
            out_of_order: refused.outOfOrder,
            duplicate: refused.duplicate,
            invalid_time: refused.invalidTime,
            no_room: refused.noRoom + refused.unknownSeries,
            too_many_series: refused.tooManySeries,
          }[reason]
    return (this.#refusedBefore.get(reason) ?? 0) + now
  }
}
