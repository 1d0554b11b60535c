import type { PriorRun, ProgressSummary } from '@cryo/protocol'

import type { Job } from './job.ts'
import type { Figure } from './job-figures.ts'
import type { JobProcess } from './job-process.ts'
import type { JobRun } from './job-run.ts'

const MAX_PRIOR = 10
/** The metrics of a process come much sooner than this. */
const SILENT_MS = 300_000

/**
 * Says where a job stands. What its processes did adds up; it is over when the last of them is, so that their longest
 * forecast is the job's.
 *
 * @param runs - Those of the job, the newest first.
 */
export function summarizeJob(job: Job, runs: readonly JobRun[], nowMs: number): ProgressSummary {
  const hasBegun = hasJustBegun(job, runs[0], nowMs)
  const processes = hasBegun ? [] : job.processes
  const state = hasBegun ? 'running' : job.stateAt(nowMs)
  const isRunning = state === 'running' || state === 'stalled'
  const current = currentRuns(runs, processes)
  const [newest] = current
  const sums = processes.length === 0 ? sumRuns(runs.slice(0, 1)) : sumProcesses(processes)
  const { done, total } = sums
  const running = processes.filter((process) => ['running', 'stalled'].includes(process.stateAt(nowMs)))
  const p50 = longest(running, 'eta50')
  const p90 = longest(running, 'eta90')
  const deadlines = processes.map((process) => process.value('deadline')).filter((seconds) => seconds > 0)
  const deadline = deadlines.length === 0 ? null : Math.min(...deadlines) * 1000
  const startMs = startOf(job, processes, newest)
  const endMs = isRunning ? null : endOf(job, processes, newest)
  const lastUpdateMs = lastUpdateOf(processes, newest)
  return {
    service: job.service,
    name: job.job,
    state,
    runId: newest?.record.runId ?? null,
    traceId: newest?.record.traceId ?? null,
    unit: newest?.record.unit ?? 'items',
    processes: running.length,
    processedItems: done,
    failedItems: sums.failed,
    resumedItems: sums.resumed,
    totalItems: total,
    progressPercentage: toPercentage(done, total),
    itemsPerSecond: running.length === 0 ? null : sumOf(running, 'rate'),
    startedAt: toDate(startMs),
    endedAt: toDate(endMs),
    elapsedSeconds:
      startMs === null ? 0 : Math.max(0, (endMs ?? lastMoment(state, lastUpdateMs, nowMs)) - startMs) / 1000,
    lastUpdate: toDate(lastUpdateMs),
    stalledSeconds:
      state === 'stalled' && lastUpdateMs !== null ? Math.max(0, nowMs - lastUpdateMs) / 1000 : null,
    estimatedRemainingSeconds: p50,
    estimatedRemainingSecondsP90: p90,
    estimatedCompletion: p50 === null ? null : new Date(nowMs + p50 * 1000),
    deadline: toDate(deadline),
    late: isRunning && deadline !== null && nowMs + (p90 ?? 0) * 1000 > deadline,
    missed: job.isMissed(nowMs),
    checkpoint: current.find(({ record }) => record.checkpoint)?.record.checkpoint ?? null,
    failures: current.flatMap(({ failures }) => failures).slice(0, MAX_PRIOR),
    priorRuns: runs
      .filter((run) => !current.includes(run))
      .slice(0, MAX_PRIOR)
      .map(toPriorRun),
  }
}

/** Whether its newest run is known by a span, and its process not yet by metrics; what older ones did is over. */
function hasJustBegun({ live, last }: Job, newest: JobRun | undefined, nowMs: number): boolean {
  if (newest === undefined || !newest.isSeen || !newest.isOpen || live.length > 0) return false
  const { startMs, lastUpdateMs } = newest.record
  return startMs > last.start * 1000 && nowMs - lastUpdateMs < SILENT_MS
}

/** The newest run of each process that works on the job, else the newest of all. */
function currentRuns(runs: readonly JobRun[], processes: readonly JobProcess[]): JobRun[] {
  const newest = processes.flatMap(
    ({ figures }) => runs.find(({ record }) => record.instanceId === figures.instance) ?? [],
  )
  return newest.length > 0
    ? newest.toSorted((left, right) => right.record.startMs - left.record.startMs)
    : runs.slice(0, 1)
}

interface Sums {
  readonly done: number
  readonly failed: number
  readonly resumed: number
  readonly total: number | null
}

function sumProcesses(processes: readonly JobProcess[]): Sums {
  const totals = processes.map((process) => process.value('expected'))
  const total = totals.reduce((sum, each) => sum + each, 0)
  return {
    done: sumOf(processes, 'done'),
    failed: sumOf(processes, 'failed'),
    resumed: sumOf(processes, 'resumed'),
    total: Number.isNaN(total) ? null : total,
  }
}

/** Of a job that is only remembered. */
function sumRuns([run]: readonly JobRun[]): Sums {
  if (run === undefined) return { done: 0, failed: 0, resumed: 0, total: null }
  const { items, resumedItems: resumed, failedItems: failed, expectedItems: total } = run.record
  return { done: items + resumed, failed, resumed, total }
}

function sumOf(processes: readonly JobProcess[], figure: Figure): number {
  return processes.reduce((sum, process) => sum + (process.value(figure) || 0), 0)
}

function longest(processes: readonly JobProcess[], figure: Figure): number | null {
  const known = processes.map((process) => process.value(figure)).filter((seconds) => seconds >= 0)
  return known.length === 0 || known.length < processes.length ? null : Math.max(...known)
}

function startOf({ last }: Job, processes: readonly JobProcess[], newest: JobRun | undefined): number | null {
  const starts = processes.map(({ start }) => start).filter((start) => start > 0)
  if (starts.length > 0) return Math.min(...starts) * 1000
  return newest?.record.startMs ?? (last.start > 0 ? last.start * 1000 : null)
}

function endOf(job: Job, processes: readonly JobProcess[], newest: JobRun | undefined): number | null {
  const gone = Math.max(0, ...processes.map(({ goneMs }) => goneMs ?? 0))
  const { end, start } = job.last
  if (end > start) return end * 1000
  return gone > 0 ? gone : (newest?.record.endMs ?? null)
}

function lastUpdateOf(processes: readonly JobProcess[], newest: JobRun | undefined): number | null {
  const updates = processes.map((process) => process.value('lastUpdate')).filter((seconds) => seconds > 0)
  return updates.length > 0 ? Math.max(...updates) * 1000 : (newest?.record.lastUpdateMs ?? null)
}

/** Until when a run without an end has lasted. */
function lastMoment(state: ProgressSummary['state'], lastUpdateMs: number | null, nowMs: number): number {
  return state === 'interrupted' && lastUpdateMs !== null ? lastUpdateMs : nowMs
}

function toPriorRun({ record }: JobRun): PriorRun {
  const { runId, state, startMs, endMs, items, failedItems } = record
  return {
    runId,
    state,
    startedAt: new Date(startMs),
    endedAt: toDate(endMs),
    durationSeconds: endMs === null ? null : Math.max(0, endMs - startMs) / 1000,
    items,
    failedItems,
  }
}

function toPercentage(done: number, total: number | null): number | null {
  if (total === null) return null
  return total === 0 ? 100 : Math.min(100, (done / total) * 100)
}

function toDate(timeMs: number | null): Date | null {
  return timeMs === null ? null : new Date(timeMs)
}
