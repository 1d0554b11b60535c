import {
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  JOB_STATES,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_STATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_LAST_UPDATE,
  SCOPE_NAME,
} from '@cryo/conventions'
import type { JobState, MetricDefinition } from '@cryo/conventions'

import { applyNumber } from '../metrics/apply-point.ts'
import { attributesKey } from '../metrics/attributes-key.ts'
import { dropContribution } from '../metrics/end-series.ts'
import {
  createMetricPath,
  createOrigin,
  type MetricPath,
  type Origin,
  resourceKey,
} from '../metrics/metric-path.ts'
import type { NumberSeries, StoredMetric } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { toAttributes } from '../otlp/attributes.ts'
import { NO_EXEMPLARS } from '../otlp/metric.ts'
import { createResource, createScope } from '../otlp/resource.ts'
import type { Job } from './job.ts'
import { type Figure, JOBS_SOURCE } from './job-figures.ts'
import type { JobIdentity } from './job-identity.ts'
import type { JobProcess } from './job-process.ts'

/** What stays of the last process of a job that died at work. */
const LEFT_BY_PROCESS: readonly (readonly [Figure, MetricDefinition])[] = [
  ['lastUpdate', METRIC_PROGRESS_LAST_UPDATE],
  ['done', METRIC_PROGRESS_ITEMS_DONE],
  ['expected', METRIC_PROGRESS_ITEMS_EXPECTED],
  ['failed', METRIC_PROGRESS_ITEMS_FAILED],
  ['deadline', METRIC_PROGRESS_DEADLINE],
]

/**
 * Tells what the processes of jobs cannot tell themselves: beside what a process says, that it is stalled; under the
 * hub's own identity, how jobs stand whose processes are gone.
 */
export class JobSeries {
  readonly #store: SeriesStore
  readonly #instance: string
  /** What was told by the last round, and by this one. */
  #told = new Set<NumberSeries>()
  #telling = new Set<NumberSeries>()
  /** Under which resources that is. */
  #origins: ReadonlyMap<string, Origin> = new Map()
  #tellingOrigins = new Map<string, Origin>()

  /** @param instance - `service.instance.id` of what is told of dead processes: that of the hub. */
  constructor(store: SeriesStore, instance: string) {
    this.#store = store
    this.#instance = instance
  }

  /** Whether a resource is one under which the hub tells of dead processes. */
  isOwn(key: string): boolean {
    return this.#origins.has(key)
  }

  get ownResources(): ReadonlySet<string> {
    return new Set(this.#origins.keys())
  }

  /** Says how a living process stands, over what it says itself. */
  tellState({ figures }: JobProcess, state: JobState, nowMs: number): void {
    const { stateMetric, job } = figures
    if (stateMetric === null) return
    const path = toPath(stateMetric)
    for (const each of ['stalled', 'interrupted'] as const) this.#setState(path, job, each, state, nowMs)
    if (state === 'stalled') this.#setState(path, job, 'running', state, nowMs)
  }

  /** Says how a job stands some of whose processes are gone. @param state - `null` while living ones tell it. */
  tellJob(job: Job, state: JobState | null, left: JobProcess | null, nowMs: number): void {
    const origin = this.#originOf(job)
    const attributes = { [ATTR_JOB_NAME]: job.job }
    const set = (definition: MetricDefinition, value: number): void =>
      this.#set(createMetricPath(origin, toDescriptor(definition)), attributes, value, nowMs)
    const { last } = job
    set(METRIC_JOB_LAST_START, last.start)
    set(METRIC_JOB_LAST_END, last.end)
    set(METRIC_JOB_LAST_SUCCESS, last.success)
    set(METRIC_JOB_LAST_FAILURE, last.failure)
    if (last.interval > 0) set(METRIC_JOB_EXPECTED_INTERVAL, last.interval)
    for (const [figure, definition] of left === null ? [] : LEFT_BY_PROCESS) {
      const value = left?.value(figure) ?? Number.NaN
      if (Number.isFinite(value)) set(definition, value)
    }
    const path = createMetricPath(origin, toDescriptor(METRIC_JOB_STATE))
    for (const each of JOB_STATES) this.#setState(path, job.job, each, state, nowMs)
  }

  /** Ends a round: what it did not tell is not told any more. */
  settle(): void {
    for (const series of this.#told) {
      if (this.#telling.has(series)) continue
      const own = series.contributions.find(({ source }) => source === JOBS_SOURCE)
      if (own !== undefined) dropContribution(this.#store, series, own)
    }
    this.#told = this.#telling
    this.#telling = new Set()
    this.#origins = this.#tellingOrigins
    this.#tellingOrigins = new Map()
  }

  #setState(path: MetricPath, job: string, each: JobState, state: JobState | null, nowMs: number): void {
    const attributes = { [ATTR_JOB_NAME]: job, [ATTR_JOB_STATE]: each }
    this.#set(path, attributes, each === state ? 1 : 0, nowMs)
  }

  #set(path: MetricPath, entries: Readonly<Record<string, string>>, value: number, timeMs: number): void {
    const attributes = toAttributes(entries)
    const series = this.#store.openSeries(path, attributesKey(attributes), attributes, 0)
    if (series?.type !== 'number') return
    const point = { attributes, startMs: 0, timeMs, flags: 0, value, isInt: false, exemplars: NO_EXEMPLARS }
    applyNumber(series, point, JOBS_SOURCE, false, this.#store.epoch)
    this.#telling.add(series)
  }

  #originOf({ service, namespace }: JobIdentity): Origin {
    const resource = createResource(
      toAttributes({
        'service.name': service,
        ...(namespace === '' ? {} : { 'service.namespace': namespace }),
        'service.instance.id': this.#instance,
      }),
    )
    const key = resourceKey(resource)
    const origin = this.#origins.get(key) ?? createOrigin(resource, createScope(SCOPE_NAME), key)
    this.#tellingOrigins.set(key, origin)
    return origin
  }
}

function toDescriptor({ name, description, unit, kind }: MetricDefinition): MetricPath['descriptor'] {
  return { name, description, unit, kind }
}

/** The path of a metric that is there. */
function toPath({ key, descriptor, scope }: StoredMetric): MetricPath {
  const { resource } = scope
  const origin = {
    resource: resource.resource,
    resourceKey: resource.key,
    scope: scope.scope,
    scopeKey: scope.key,
  }
  return { origin, descriptor, metricKey: key }
}
