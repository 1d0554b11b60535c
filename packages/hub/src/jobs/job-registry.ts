import type { JobRefusal } from '@cryo/conventions'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { Span } from '../otlp/span.ts'
import type { Job } from './job.ts'
import { type JobSources, readJobFigures } from './job-figures.ts'
import type { JobIdentity } from './job-identity.ts'
import type { JobProcess } from './job-process.ts'
import type { JobRun } from './job-run.ts'
import { JobRuns } from './job-runs.ts'
import { JobTable } from './job-table.ts'

/** A process that is not attached and has said nothing for this long is taken for gone. */
const SILENT_MS = 300_000

/** All jobs of all processes: where they stand, and who works on them. */
export class JobRegistry {
  readonly runs: JobRuns
  readonly #series: SeriesStore
  readonly #sources: JobSources
  readonly #jobs = new JobTable()
  /** Processes that found no room in their job, the most at one reading. */
  #refusedProcesses = 0

  constructor(series: SeriesStore, sources: JobSources) {
    this.#series = series
    this.#sources = sources
    this.runs = new JobRuns(sources.isOurs)
  }

  get jobs(): Iterable<Job> {
    return this.#jobs
  }

  /** What is not followed, as there is too much of it. */
  get refused(): Readonly<Record<JobRefusal, number>> {
    return { job: this.#jobs.refused, run: this.runs.refused, process: this.#refusedProcesses }
  }

  takeSpan(span: Span): void {
    const run = this.runs.take(span)
    // A process may have gone before anybody read its metrics.
    if (run?.parentId === null && run.record.endMs !== null) this.#remember(run)
  }

  find(identity: JobIdentity): Job | undefined {
    return this.#jobs.find(identity)
  }

  /** Takes a run that an earlier hub of this folder has seen. */
  recall(run: JobRun): void {
    this.#jobs.open(run.record, run.record.isForeign !== true)?.remember(run.record)
  }

  /** Reads what processes tell, and sees which of them are gone. */
  observe(nowMs: number): void {
    const seen = new Set<JobProcess>()
    this.#jobs.settle()
    this.runs.settle()
    let refusedProcesses = 0
    for (const figures of readJobFigures(this.#series, this.#sources).values()) {
      // An attached process tells what changes: one that is long at one item says nothing, and is there.
      if (figures.heardMs === null && nowMs - figures.seenMs > SILENT_MS) continue
      const job = this.#jobs.open(figures, this.#sources.isOurs(figures.instance))
      const process = job?.see(figures) ?? null
      if (process !== null) {
        seen.add(process)
        this.#noteItems(process)
      } else if (job !== null) refusedProcesses++
    }
    this.#refusedProcesses = Math.max(this.#refusedProcesses, refusedProcesses)
    for (const job of this.#jobs) {
      for (const process of job.live) if (!seen.has(process)) this.#lose(process, nowMs)
      job.settle((process) => this.partOf(process))
    }
  }

  /** A process has gone, of which perhaps nothing but the start of a run is known. */
  forget(instance: string, nowMs: number): void {
    for (const run of this.runs.openOf(instance)) {
      this.runs.interrupt(run, nowMs)
      if (run.parentId === null) this.#remember(run)
    }
  }

  /** Identities of the processes that tell of jobs now. */
  instances(): Set<string> {
    const instances = new Set<string>()
    for (const job of this.#jobs) for (const { figures } of job.live) instances.add(figures.instance)
    return instances
  }

  /** Which part of its job a process works on; `null` for all of it. */
  partOf(process: JobProcess): string | null {
    return this.#runsOf(process)[0]?.record.part ?? null
  }

  #remember({ record }: JobRun): void {
    this.#jobs.open(record, this.#sources.isOurs(record.instanceId))?.remember(record)
  }

  /** The runs of a job in a process, the newest first. */
  #runsOf({ figures }: JobProcess): JobRun[] {
    return this.runs.ofJob(figures, figures.instance)
  }

  /** Its metrics tell of items each second, its spans only now and then. */
  #noteItems(process: JobProcess): void {
    const [run, other] = this.#runsOf(process).filter(({ isOpen }) => isOpen)
    // Of several runs at once the metrics tell only the sum.
    if (run === undefined || other !== undefined) return
    const items = process.value('done') - (process.figures.values.resumed ?? 0)
    if (run.note(items, process.value('failed'), process.value('lastUpdate') * 1000)) this.runs.mark(run)
  }

  #lose(process: JobProcess, nowMs: number): void {
    process.goneMs = nowMs
    const [newest] = this.#runsOf(process)
    if (newest?.isOpen === false) process.endedAs = newest.record.state
    const { instance, service, namespace } = process.figures
    for (const run of this.runs.openOf(instance)) {
      // Processes of several services may say nothing of themselves.
      const { record } = run
      if (record.service === service && record.namespace === namespace) this.runs.interrupt(run, nowMs)
    }
  }
}
