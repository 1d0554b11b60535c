import { Job } from './job.ts'
import { type JobIdentity, jobKey } from './job-identity.ts'

/** Jobs that are followed; a page of more tells nobody anything. */
const MAX_JOBS = 1000
/** Of those, jobs of processes that are none of ours: whoever sends names without end shuts no job of ours out. */
const MAX_FOREIGN = 750
/** Names of refused jobs that are told apart, for the count of them. */
const MAX_REFUSED = 1000

/** All jobs that are followed, by service and name. */
export class JobTable {
  readonly #jobs = new Map<string, Job>()
  readonly #refused = new Set<string>()
  #foreign = 0
  /** Whether no job is known to be over that could make room for one of a stranger. */
  #isPacked = false

  /** Jobs that found no room: at most so many are told apart. */
  get refused(): number {
    return this.#refused.size
  }

  [Symbol.iterator](): Iterator<Job> {
    return this.#jobs.values()
  }

  find(identity: JobIdentity): Job | undefined {
    return this.#jobs.get(jobKey(identity))
  }

  /**
   * Finds a job or begins to follow it.
   *
   * @param isOurs - Whether a process of ours tells of it.
   * @returns `null` where there is no room.
   */
  open(identity: JobIdentity, isOurs: boolean): Job | null {
    const key = jobKey(identity)
    const known = this.#jobs.get(key)
    if (known !== undefined) {
      if (isOurs && !known.isOurs) {
        known.isOurs = true
        this.#foreign--
      }
      return known
    }
    if (!this.#hasRoom(isOurs) && !this.#makeRoom(isOurs)) {
      if (this.#refused.size < MAX_REFUSED) this.#refused.add(key)
      return null
    }
    const job = new Job(identity)
    job.isOurs = isOurs
    this.#jobs.set(key, job)
    if (!isOurs) this.#foreign++
    return job
  }

  /** Processes may have gone since. */
  settle(): void {
    this.#isPacked = false
  }

  #hasRoom(isOurs: boolean): boolean {
    return this.#jobs.size < MAX_JOBS && (isOurs || this.#foreign < MAX_FOREIGN)
  }

  #makeRoom(isOurs: boolean): boolean {
    if (!isOurs && this.#isPacked) return false
    const oldestFirst = [...this.#jobs.values()].toSorted((left, right) => left.last.start - right.last.start)
    const isOver = (job: Job): boolean => job.live.length === 0
    const ofStrangers = oldestFirst.filter((job) => !job.isOurs)
    const victim =
      ofStrangers.find(isOver) ?? (isOurs ? (ofStrangers[0] ?? oldestFirst.find(isOver)) : undefined)
    if (victim === undefined) {
      if (!isOurs) this.#isPacked = true
      return false
    }
    this.#jobs.delete(jobKey(victim))
    if (!victim.isOurs) this.#foreign--
    return true
  }
}
