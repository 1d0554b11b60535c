import type { ControlBlock } from '@cryo/protocol'

import { SamplingClock } from './history/sampling-clock.ts'
import type { OwnedHistory } from './history/owned-history.ts'
import type { Insights } from './insights.ts'
import { expireSeries } from './metrics/end-series.ts'
import type { SeriesStore } from './metrics/series-store.ts'
import type { OwnMetrics } from './own-metrics.ts'
import type { Peers } from './peers.ts'
import type { MetricPipeline } from './pipeline/metric-pipeline.ts'
import type { Reporter } from './report/reporter.ts'
import { RECORD_MS } from './rhythm.ts'
import type { OwnedRules } from './rules/owned-rules.ts'
import type { Serving } from './serving.ts'
import type { SourceReading } from './sources/source-reading.ts'

/** A foreign process that sent nothing for this long is taken for gone. */
const EXPIRE_MS = 300_000

/** The parts of a hub that have something to do again and again. */
export interface WorkingParts {
  readonly control: ControlBlock
  readonly series: SeriesStore
  readonly serving: Serving
  readonly ownMetrics: OwnMetrics
  readonly reading: SourceReading
  readonly reporter: Reporter
  readonly insights: Insights
  readonly peers: Peers
  readonly history: OwnedHistory
  readonly rules: OwnedRules
  readonly metricPipeline: MetricPipeline
}

/** What a hub does again and again; how often, `startRhythm` says. */
export class HubWork {
  readonly #parts: WorkingParts
  readonly #samplingClock = new SamplingClock(RECORD_MS)

  constructor(parts: WorkingParts) {
    this.#parts = parts
  }

  /** Reads spans; as often as anything is done. */
  pulse(): void {
    const { control, serving, reading } = this.#parts
    control.beatHub()
    if (serving.isSettled && reading.readSpans() === 'more') setImmediate(() => this.pulse())
  }

  /** Reads values, and remembers what changed. */
  read(): void {
    const { reading, insights, history, peers } = this.#parts
    reading.readSeries()
    insights.save()
    history.work()
    peers.tellAll()
  }

  /** Gives errors their groups. */
  group(): void {
    this.#parts.insights.errorGroups.work()
  }

  /** Shows the owner of the page what changed. */
  show(): void {
    this.#parts.metricPipeline.show()
  }

  /** Takes observables, marks rates, and forgets who has gone and what is too old. */
  observe(): void {
    const { ownMetrics, reporter, series, peers, history } = this.#parts
    void ownMetrics.observe()
    reporter.observe(Date.now())
    expireSeries(series, Date.now() - EXPIRE_MS, (source) => peers.isAttached(source))
    history.expire()
  }

  /** Records series, and evaluates rules once that is done. */
  async record(): Promise<void> {
    const { reading, history, rules } = this.#parts
    const timeMs = this.#samplingClock.next(Date.now())
    reading.readSeries()
    await history.series.sample(timeMs)
    await rules.evaluate(timeMs)
  }

  /** Asks Alertmanager. */
  ask(): void {
    this.#parts.insights.alerts.sync()
  }

  /** Sends metrics to the collector. */
  export(): void {
    this.#parts.metricPipeline.export()
  }
}
