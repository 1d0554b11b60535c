import {
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  ATTR_QUANTILE,
  JOB_STATES,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_STATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_ETA,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_ITEMS_RESUMED,
  METRIC_PROGRESS_LAST_UPDATE,
  METRIC_PROGRESS_RATE,
  METRIC_PROGRESS_STALL_AT,
} from '@cryo/conventions'
import type { JobState, MetricDefinition } from '@cryo/conventions'

import { instanceOf } from '../errors/sighting.ts'
import type { NumberContribution, Series, StoredMetric, StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { type JobIdentity, jobKey, toJobIdentity } from './job-identity.ts'
import { isAmount } from './plausible.ts'

/** Source under which the hub itself contributes to the series of jobs. */
export const JOBS_SOURCE = '(jobs)'

/** What a process tells of a job in one number. */
export type Figure =
  | 'done'
  | 'expected'
  | 'failed'
  | 'resumed'
  | 'rate'
  | 'lastUpdate'
  | 'deadline'
  | 'stallAt'
  | 'lastStart'
  | 'lastEnd'
  | 'lastSuccess'
  | 'lastFailure'
  | 'expectedInterval'
  | 'eta50'
  | 'eta90'

const FIGURES: Readonly<Record<Exclude<Figure, 'eta50' | 'eta90'>, MetricDefinition>> = {
  done: METRIC_PROGRESS_ITEMS_DONE,
  expected: METRIC_PROGRESS_ITEMS_EXPECTED,
  failed: METRIC_PROGRESS_ITEMS_FAILED,
  resumed: METRIC_PROGRESS_ITEMS_RESUMED,
  rate: METRIC_PROGRESS_RATE,
  lastUpdate: METRIC_PROGRESS_LAST_UPDATE,
  deadline: METRIC_PROGRESS_DEADLINE,
  stallAt: METRIC_PROGRESS_STALL_AT,
  lastStart: METRIC_JOB_LAST_START,
  lastEnd: METRIC_JOB_LAST_END,
  lastSuccess: METRIC_JOB_LAST_SUCCESS,
  lastFailure: METRIC_JOB_LAST_FAILURE,
  expectedInterval: METRIC_JOB_EXPECTED_INTERVAL,
}

const FIGURE_OF: ReadonlyMap<string, Figure> = new Map(
  Object.entries(FIGURES).map(([figure, { name }]) => [name, figure as Figure]),
)

/** What one process tells of one job, by its metrics. Times are Unix seconds. */
export interface JobFigures extends JobIdentity {
  /** Identity of the process. */
  readonly instance: string
  readonly process: StoredResource
  /** When the hub that it has of its own was heard last, in Unix milliseconds; `null` for one that has none. */
  readonly heardMs: number | null
  /** When it was told last, in Unix milliseconds. */
  seenMs: number
  /** As the process itself knows it; `null` where it says nothing. */
  state: JobState | null
  /** Where its states are. */
  stateMetric: StoredMetric | null
  /** What is not known is missing. */
  readonly values: Partial<Record<Figure, number>>
}

/** What {@link readJobFigures} must know of who tells. */
export interface JobSources {
  /** Whether a resource tells what the hub itself has to say. */
  readonly isOwn: (resourceKey: string) => boolean
  /** Whether a process is this one or attached, by its `service.instance.id`; all others are strangers. */
  readonly isOurs: (instance: string) => boolean
  /** When the hub of an attached process was heard last, in Unix milliseconds; `null` for others. */
  readonly heardMs: (source: string | number) => number | null
}

/** Reads what all processes tell of their jobs. */
export function readJobFigures(store: SeriesStore, sources: JobSources): Map<string, JobFigures> {
  const all = new Map<string, JobFigures>()
  for (const process of store.resources()) {
    if (sources.isOwn(process.key)) continue
    for (const { metrics } of process.scopes.values()) {
      for (const metric of metrics.values()) {
        const { name } = metric.descriptor
        const figure = FIGURE_OF.get(name)
        if (figure === undefined && name !== METRIC_JOB_STATE.name && name !== METRIC_PROGRESS_ETA.name)
          continue
        for (const series of metric.series.values()) readSeries(all, series, figure, sources)
      }
    }
  }
  return all
}

function readSeries(
  all: Map<string, JobFigures>,
  series: Series,
  figure: Figure | undefined,
  { heardMs }: JobSources,
): void {
  const told = toldByProcess(series)
  const job = series.attributes[ATTR_JOB_NAME]
  if (told === null || typeof job !== 'string') return
  const figures = openFigures(all, series.metric.scope.resource, job, heardMs(told.source))
  figures.seenMs = Math.max(figures.seenMs, told.timeMs)
  const which = figure ?? etaOf(series)
  if (which !== null) {
    if (isAmount(told.value)) figures.values[which] = told.value
    return
  }
  figures.stateMetric = series.metric
  const state = series.attributes[ATTR_JOB_STATE]
  if (told.value === 1 && isState(state)) figures.state = state
}

/** The newest value that is not the hub's own. */
function toldByProcess(series: Series): Readonly<NumberContribution> | null {
  if (series.type !== 'number') return null
  let newest: NumberContribution | null = null
  for (const each of series.contributions) {
    if (each.source !== JOBS_SOURCE && (newest === null || each.timeMs >= newest.timeMs)) newest = each
  }
  return newest
}

function openFigures(
  all: Map<string, JobFigures>,
  process: StoredResource,
  job: string,
  heardMs: number | null,
): JobFigures {
  const { attributes } = process.resource
  const identity = toJobIdentity(attributes, job)
  const key = `${process.key}\n${jobKey(identity)}`
  let figures = all.get(key)
  if (figures === undefined) {
    const instance = instanceOf(attributes)
    figures = {
      ...identity,
      instance,
      process,
      heardMs,
      seenMs: 0,
      state: null,
      stateMetric: null,
      values: {},
    }
    all.set(key, figures)
  }
  return figures
}

function etaOf({ metric, attributes }: Series): Figure | null {
  if (metric.descriptor.name !== METRIC_PROGRESS_ETA.name) return null
  return attributes[ATTR_QUANTILE] === '0.9' ? 'eta90' : 'eta50'
}

function isState(value: unknown): value is JobState {
  return (JOB_STATES as readonly unknown[]).includes(value)
}
