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
  /** Whether no job is known that could make room for one of ours, or of a stranger: until time has passed. */
  readonly #isPacked = { ours: false, foreign: false }

  /** Jobs that found no room, or lost it while somebody worked on them: at most so many are told apart. */
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
      this.#refuse(key)
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
    this.#isPacked.ours = false
    this.#isPacked.foreign = false
  }

  #refuse(key: string): void {
    if (this.#refused.size < MAX_REFUSED) this.#refused.add(key)
  }

  #hasRoom(isOurs: boolean): boolean {
    return this.#jobs.size < MAX_JOBS && (isOurs || this.#foreign < MAX_FOREIGN)
  }

  #makeRoom(isOurs: boolean): boolean {
    const sender = isOurs ? 'ours' : 'foreign'
    if (this.#isPacked[sender]) return false
    let victim: Job | null = null
    let first = Infinity
    for (const job of this.#jobs.values()) {
      const rank = this.#rankOf(job, isOurs)
      const isFirst = rank < first || (rank === first && job.last.start < (victim?.last.start ?? Infinity))
      if (rank === Infinity || !isFirst) continue
      victim = job
      first = rank
    }
    if (victim === null) {
      this.#isPacked[sender] = true
      return false
    }
    const key = jobKey(victim)
    if (!victim.isOver) this.#refuse(key)
    this.#jobs.delete(key)
    if (!victim.isOurs) this.#foreign--
    return true
  }

  /** Which job leaves first; `Infinity`: never. Strangers take no room from ours once they have their share. */
  #rankOf(job: Job, isOurs: boolean): number {
    if (job.isOver) {
      if (!job.isOurs) return 0
      return isOurs || this.#foreign < MAX_FOREIGN ? 1 : Infinity
    }
    return isOurs && !job.isOurs ? 2 : Infinity
  }
}
