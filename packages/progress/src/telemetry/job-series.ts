import {
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  ATTR_OUTCOME,
  ATTR_QUANTILE,
  METRIC_JOB_DURATION,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_STATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_ETA,
  METRIC_PROGRESS_ITEMS,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_ITEMS_RESUMED,
  METRIC_PROGRESS_LAST_UPDATE,
  METRIC_PROGRESS_RATE,
  METRIC_PROGRESS_STALL_AT,
  METRIC_PROGRESS_UPDATE_INTERVAL,
  type MetricDefinition,
  type Outcome,
} from '@cryo/conventions'
import {
  type BoundCounter,
  type BoundGauge,
  type BoundHistogram,
  counter,
  gauge,
  histogram,
} from '@cryo/instruments'

import { OWN_STATES, type OwnState } from '../run/own-state.ts'

const items = counter(METRIC_PROGRESS_ITEMS)
const eta = gauge(METRIC_PROGRESS_ETA)
const state = gauge(METRIC_JOB_STATE)
const duration = histogram(METRIC_JOB_DURATION)

/** A metric of a job that keeps its latest value. */
export type JobGauge =
  | 'done'
  | 'expected'
  | 'failed'
  | 'resumed'
  | 'rate'
  | 'lastUpdate'
  | 'deadline'
  | 'updateInterval'
  | 'stallAt'
  | 'lastStart'
  | 'lastEnd'
  | 'lastSuccess'
  | 'lastFailure'
  | 'expectedInterval'

const GAUGES: Readonly<Record<JobGauge, MetricDefinition>> = {
  done: METRIC_PROGRESS_ITEMS_DONE,
  expected: METRIC_PROGRESS_ITEMS_EXPECTED,
  failed: METRIC_PROGRESS_ITEMS_FAILED,
  resumed: METRIC_PROGRESS_ITEMS_RESUMED,
  rate: METRIC_PROGRESS_RATE,
  lastUpdate: METRIC_PROGRESS_LAST_UPDATE,
  deadline: METRIC_PROGRESS_DEADLINE,
  updateInterval: METRIC_PROGRESS_UPDATE_INTERVAL,
  stallAt: METRIC_PROGRESS_STALL_AT,
  lastStart: METRIC_JOB_LAST_START,
  lastEnd: METRIC_JOB_LAST_END,
  lastSuccess: METRIC_JOB_LAST_SUCCESS,
  lastFailure: METRIC_JOB_LAST_FAILURE,
  expectedInterval: METRIC_JOB_EXPECTED_INTERVAL,
}

const gauges = Object.fromEntries(
  Object.entries(GAUGES).map(([key, definition]) => [key, gauge(definition)]),
) as Record<JobGauge, ReturnType<typeof gauge>>

/** The metrics of one job, bound once: recording through them looks no attribute up. */
export class JobSeries {
  readonly #gauges: Record<JobGauge, BoundGauge>
  readonly #items: Record<Outcome, BoundCounter>
  readonly #durations: Record<Outcome, BoundHistogram>
  readonly #states: Record<OwnState, BoundGauge>
  readonly #eta50: BoundGauge
  readonly #eta90: BoundGauge

  constructor(job: string) {
    const attributes = { [ATTR_JOB_NAME]: job }
    this.#gauges = Object.fromEntries(
      Object.entries(gauges).map(([key, instrument]) => [key, instrument.bind(attributes)]),
    ) as Record<JobGauge, BoundGauge>
    const success = { ...attributes, [ATTR_OUTCOME]: 'success' }
    const failure = { ...attributes, [ATTR_OUTCOME]: 'failure' }
    this.#items = { success: items.bind(success), failure: items.bind(failure) }
    this.#durations = { success: duration.bind(success), failure: duration.bind(failure) }
    this.#states = Object.fromEntries(
      OWN_STATES.map((one) => [one, state.bind({ ...attributes, [ATTR_JOB_STATE]: one })]),
    ) as Record<OwnState, BoundGauge>
    this.#eta50 = eta.bind({ ...attributes, [ATTR_QUANTILE]: '0.5' })
    this.#eta90 = eta.bind({ ...attributes, [ATTR_QUANTILE]: '0.9' })
  }

  set(which: JobGauge, value: number): void {
    this.#gauges[which].record(value)
  }

  setEta(p50Seconds: number, p90Seconds: number): void {
    this.#eta50.record(p50Seconds)
    this.#eta90.record(p90Seconds)
  }

  setState(current: OwnState): void {
    for (const one of OWN_STATES) this.#states[one].record(one === current ? 1 : 0)
  }

  addItems(successful: number, failed: number): void {
    if (successful > 0) this.#items.success.add(successful)
    if (failed > 0) this.#items.failure.add(failed)
  }

  /** A run ended. @param seconds - How long it took, pauses left out. */
  end(outcome: Outcome, seconds: number): void {
    this.#durations[outcome].record(seconds)
  }
}
