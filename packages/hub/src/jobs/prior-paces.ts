import type { HubNews, PriorPaces } from '@cryo/protocol'

import type { JobRegistry } from './job-registry.ts'
import type { JobRun } from './job-run.ts'

/** Runs of one job that its forecast is told of. */
const MAX_RUNS = 10
const MAX_JOBS = 200

/** What a process is told of the runs of its jobs. */
export type PriorPaceNews = Extract<HubNews, { readonly type: 'priorPaces' }>

/** How long the last completed runs of a service's jobs took, the newest first; `null` where there are none. */
export function collectPriorPaces(
  registry: JobRegistry,
  service: string,
  namespace: string,
): PriorPaceNews | null {
  const jobs: [string, PriorPaces[string]][] = []
  for (const job of registry.jobs) {
    if (job.service !== service || job.namespace !== namespace || jobs.length >= MAX_JOBS) continue
    const runs = registry.runs.ofJob(job).flatMap(toPace).slice(0, MAX_RUNS)
    if (runs.length > 0) jobs.push([job.job, runs])
  }
  return jobs.length === 0 ? null : { type: 'priorPaces', jobs: Object.fromEntries(jobs) }
}

/** Reads what the owner of the page says; `null` where it says something else. */
export function readPriorPaces(message: unknown): PriorPaceNews | null {
  const { type, jobs } = Object(message) as { readonly type?: unknown; readonly jobs?: unknown }
  if (type !== 'priorPaces' || typeof jobs !== 'object' || jobs === null) return null
  const entries = Object.entries(jobs).map(([job, runs]): [string, PriorPaces[string]] => [
    job,
    Array.isArray(runs) ? runs.filter(isPace) : [],
  ])
  return { type, jobs: Object.fromEntries(entries) }
}

/** Of a run that says how long all of the work takes. */
function toPace({ record }: JobRun): PriorPaces[string] {
  const { state, startMs, endMs, items } = record
  if (state !== 'completed' || endMs === null || endMs <= startMs || items === 0) return []
  return [{ items, seconds: (endMs - startMs) / 1000 }]
}

function isPace(value: unknown): value is PriorPaces[string][number] {
  const { items, seconds } = Object(value) as { readonly items?: unknown; readonly seconds?: unknown }
  return typeof items === 'number' && items > 0 && typeof seconds === 'number' && seconds > 0
}
