/** Items of a job: what a checkpoint brought, and what this run added. */
export class ItemCounts {
  /** Done in all, resumed ones included. */
  done = 0
  successful = 0
  failed = 0
  /** Of those done, what a checkpoint brought. */
  resumed = 0
  resumedSuccessful = 0
  resumedFailed = 0
  /** Calls of `update`. */
  batches = 0
  /** Items of all batches. */
  batchItems = 0
  /** Finished out of order: done, but behind an item that is not, so that a resumed run has to do them again. */
  aheadSuccessful = 0
  aheadFailed = 0
  /** As given; `null` where it is not known. */
  declared: number | null

  constructor(declared: number | null) {
    this.declared = declared
  }

  /** Items that this run itself processed. */
  get own(): number {
    return this.done - this.resumed
  }

  /** Of those, the ones that failed. */
  get ownFailed(): number {
    return this.failed - this.resumedFailed
  }

  /** Items done without a gap from the first: where a resumed run goes on. */
  get resumable(): number {
    return this.done - this.aheadSuccessful - this.aheadFailed
  }

  /** Items in all; grows with what is done beyond it. */
  get total(): number | null {
    return this.declared === null ? null : Math.max(this.declared, this.done)
  }

  /** Takes over what an earlier run did. */
  resume(items: number, successful: number, failed: number): void {
    this.done = items
    this.resumed = items
    this.successful = successful
    this.resumedSuccessful = successful
    this.failed = failed
    this.resumedFailed = failed
  }
}
