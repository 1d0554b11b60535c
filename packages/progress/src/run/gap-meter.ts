/** Weight of the newest stretch in the usual gap. */
const NEWEST_WEIGHT = 0.2
/** The longest gap is forgotten over so many times its length. */
const LONGEST_MEMORY = 30
/** A job that was silent for so many usual gaps stalls. */
const USUAL_GAPS = 10
/** Of the longest gaps, so that work in bursts does not stall between them. */
const LONGEST_GAPS = 2
/** No job stalls sooner than after so many usual gaps, whatever the caller's limit. */
const LEAST_GAPS = 2
const LEAST_STALL_MS = 2000
/** Longest silence where the caller names none. */
const STALL_AFTER_MS = 300_000
/** The same before the job's own gaps are known: the first item may have to wait for much. */
const FIRST_STALL_AFTER_MS = 900_000

/** Learns how long a job is usually silent between two updates, and so when silence means that it stalls. */
export class GapMeter {
  #lastMs: number
  #isFresh = true
  #usualMs: number | null = null
  #longestMs = 0
  /** Since {@link settle} was last called. */
  #gaps = 0
  #sumMs = 0
  #maxMs = 0

  constructor(nowMs: number) {
    this.#lastMs = nowMs
  }

  /** When the job last made progress. */
  get lastMs(): number {
    return this.#lastMs
  }

  /** Usual time between two updates; `null` before there are two. */
  get usualMs(): number | null {
    return this.#usualMs
  }

  /** The job made progress. */
  note(nowMs: number): void {
    const gapMs = nowMs - this.#lastMs
    this.#lastMs = nowMs
    // What came before the first update was the start of the job, not a gap of its work.
    if (this.#isFresh) this.#isFresh = false
    else {
      this.#gaps++
      this.#sumMs += gapMs
      if (gapMs > this.#maxMs) this.#maxMs = gapMs
    }
  }

  /** Takes the gaps since the last call into account; cheap enough for ten times a second. */
  settle(): void {
    if (this.#gaps === 0) return
    const meanMs = this.#sumMs / this.#gaps
    this.#usualMs = this.#usualMs === null ? meanMs : this.#usualMs + NEWEST_WEIGHT * (meanMs - this.#usualMs)
    const kept = this.#longestMs * Math.exp(-this.#sumMs / (LONGEST_MEMORY * this.#longestMs || 1))
    this.#longestMs = Math.max(kept, this.#maxMs)
    this.#gaps = 0
    this.#sumMs = 0
    this.#maxMs = 0
  }

  /** The job was paused, or is held: that silence is none of its gaps. */
  restart(nowMs: number): void {
    this.#lastMs = nowMs
    this.#isFresh = true
  }

  /** Silence after which the job counts as stalled. @param stallAfterMs - The caller's limit, if any. */
  stallLimitMs(stallAfterMs: number | null): number {
    if (this.#usualMs === null) return stallAfterMs ?? FIRST_STALL_AFTER_MS
    const own = Math.max(USUAL_GAPS * this.#usualMs, LONGEST_GAPS * this.#longestMs)
    return Math.max(Math.min(stallAfterMs ?? STALL_AFTER_MS, own), LEAST_GAPS * this.#usualMs, LEAST_STALL_MS)
  }
}
