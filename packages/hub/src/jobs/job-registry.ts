import type { SeriesStore } from '../metrics/series-store.ts'
import type { Span } from '../otlp/span.ts'
import { Job } from './job.ts'
import { type JobSources, readJobFigures } from './job-figures.ts'
import { type JobIdentity, jobKey } from './job-identity.ts'
import type { JobProcess } from './job-process.ts'
import type { JobRun } from './job-run.ts'
import { JobRuns } from './job-runs.ts'

/** Jobs that are followed; a page of more tells nobody anything. */
const MAX_JOBS = 1000
/** A process that is not attached and has said nothing for this long is taken for gone. */
const SILENT_MS = 300_000

/** All jobs of all processes: where they stand, and who works on them. */
export class JobRegistry {
  readonly runs: JobRuns = new JobRuns()
  readonly #series: SeriesStore
  readonly #sources: JobSources
  readonly #jobs = new Map<string, Job>()
  #refusedJobs = 0

  constructor(series: SeriesStore, sources: JobSources) {
    this.#series = series
    this.#sources = sources
  }

  get jobs(): Iterable<Job> {
    return this.#jobs.values()
  }

  /** How often a job or run was not followed, as there were too many. */
  get refused(): number {
    return this.#refusedJobs + this.runs.refused
  }

  takeSpan(span: Span): void {
    const run = this.runs.take(span)
    // A process may have gone before anybody read its metrics.
    if (run?.parentId === null && run.record.endMs !== null) this.open(run.record)?.remember(run.record)
  }

  find(identity: JobIdentity): Job | undefined {
    return this.#jobs.get(jobKey(identity))
  }

  /** Finds a job or begins to follow it; `null` where there is no room. */
  open(identity: JobIdentity): Job | null {
    const known = this.find(identity)
    if (known !== undefined) return known
    if (this.#jobs.size >= MAX_JOBS) {
      this.#refusedJobs++
      return null
    }
    const job = new Job(identity)
    this.#jobs.set(jobKey(identity), job)
    return job
  }

  /** Reads what processes tell, and sees which of them are gone. */
  observe(nowMs: number): void {
    const seen = new Set<JobProcess>()
    for (const figures of readJobFigures(this.#series, this.#sources).values()) {
      // An attached process tells what changes: one that is long at one item says nothing, and is there.
      if (figures.heardMs === null && nowMs - figures.seenMs > SILENT_MS) continue
      const process = this.open(figures)?.see(figures)
      if (process === undefined) continue
      seen.add(process)
      this.#noteItems(process)
    }
    for (const job of this.#jobs.values()) {
      for (const process of job.live) if (!seen.has(process)) this.#lose(process, nowMs)
      job.settle((process) => this.partOf(process))
    }
  }

  /** A process has gone, of which perhaps nothing but the start of a run is known. */
  forget(instance: string, nowMs: number): void {
    for (const run of this.runs.openOf(instance)) {
      this.runs.interrupt(run, nowMs)
      if (run.parentId === null) this.open(run.record)?.remember(run.record)
    }
  }

  /** Identities of the processes that tell of jobs now. */
  instances(): Set<string> {
    const instances = new Set<string>()
    for (const job of this.#jobs.values()) for (const { figures } of job.live) instances.add(figures.instance)
    return instances
  }

  /** Which part of its job a process works on; `null` for all of it. */
  partOf(process: JobProcess): string | null {
    return this.#runsOf(process)[0]?.record.part ?? null
  }

  /** The runs of a job in a process, the newest first. */
  #runsOf({ figures }: JobProcess): JobRun[] {
    return this.runs.ofJob(figures).filter(({ record }) => record.instanceId === figures.instance)
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
    for (const run of this.runs.openOf(process.figures.instance)) this.runs.interrupt(run, nowMs)
  }
}
