import { ignored, type JobState } from '@cryo/conventions'

import type { ItemCounts } from '../run/item-counts.ts'
import { ChunkFailures } from './chunk-failures.ts'
import { RunSpan, type RunStart } from './run-span.ts'

/** Chunks are told at most once in this time. */
const CHUNK_MS = 1000

/** How the spans of a run end. */
export interface RunClose {
  readonly state: JobState
  readonly counts: ItemCounts
  readonly epochMs: number
  readonly checkpointItems: number | null
  readonly pauseReason: string | null
  /** What made it fail, if anything did. */
  readonly failure?: { readonly error: unknown } | undefined
}

/** Tells the progress of one run as spans: what was done since the last one, at most once a second. */
export class RunRecorder {
  readonly span: RunSpan
  readonly failures: ChunkFailures = new ChunkFailures()
  readonly #startedItems: number
  readonly #startedFailed: number
  #chunkEpochMs: number
  #items: number
  #failed: number

  constructor(start: RunStart, counts: ItemCounts, epochMs: number) {
    this.span = new RunSpan(start)
    this.#chunkEpochMs = epochMs
    this.#items = this.#startedItems = counts.done
    this.#failed = this.#startedFailed = counts.failed
  }

  /** Tells a chunk where one is due. @param checkpointItems - What the checkpoint holds, if there is one. */
  record(counts: ItemCounts, epochMs: number, checkpointItems: number | null): void {
    if (epochMs - this.#chunkEpochMs >= CHUNK_MS) this.#chunk(counts, epochMs, checkpointItems)
  }

  end({ state, counts, epochMs, checkpointItems, pauseReason, failure }: RunClose): void {
    try {
      this.#chunk(counts, epochMs, checkpointItems)
    } catch {
      ignored.internal++
    }
    this.span.end({
      state,
      items: counts.done - this.#startedItems,
      failedItems: counts.failed - this.#startedFailed,
      pauseReason,
      ...(failure === undefined ? {} : { failure }),
    })
  }

  #chunk(counts: ItemCounts, epochMs: number, checkpointItems: number | null): void {
    const items = counts.done - this.#items
    const startEpochMs = this.#chunkEpochMs
    this.#chunkEpochMs = epochMs
    if (items <= 0) return
    const failedItems = counts.failed - this.#failed
    this.span.chunk({ startEpochMs, items, failedItems, checkpointItems, failures: this.failures.take() })
    this.#items = counts.done
    this.#failed = counts.failed
  }
}
