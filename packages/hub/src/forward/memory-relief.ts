import type { Signal } from '@cryo/conventions'
import type { Attempts } from './attempts.ts'
import type { Backoff } from './backoff.ts'
import type { HeldBatch, HeldBatches } from './held-batches.ts'
import type { Spool } from './spool.ts'

/** Moves batches from memory to the spool, when the collector fails, is slow, or memory runs short. */
export interface MemoryRelief {
  /** Whether everything goes to the spool, uncompressed, because time is short. */
  hurry: boolean
  /** Moves what must not wait any longer; drops what finds no room. */
  relieve(): void
  /** Puts back a batch that was worked on; after {@link MemoryRelief.end} it is rescued. */
  putBack(batch: HeldBatch): void
  /** Writes a batch to the spool before it returns, or drops it. */
  rescue(batch: HeldBatch): void
  /** Rescues everything that waits, and from now on whatever comes. */
  end(): void
}

/** What a relief works with. */
export interface MemoryReliefOptions {
  readonly signal: Signal
  readonly batches: HeldBatches
  readonly attempts: Pick<Attempts, 'isSlow'>
  readonly backoff: Backoff
  readonly spool: Spool | undefined
  readonly queueBytes: number
  readonly holdMs: number
  readonly gzip: boolean
  /** Called when a batch has reached the disk or come back from it. */
  readonly onChange: () => void
}

/** Makes the relief of one signal. */
export function createMemoryRelief(options: MemoryReliefOptions): MemoryRelief {
  const { signal, batches, attempts, backoff, spool, queueBytes, holdMs, gzip } = options
  let ended = false

  const rescue = (batch: HeldBatch): void => {
    const { items, payload } = batch
    const fate = spool?.writeSync({ signal, items, payload }) ?? 'hub_lost'
    if (fate === 'spooled') batches.settle(batch, fate)
    else batches.drop(batch, fate)
  }
  const putBack = (batch: HeldBatch): void => {
    if (ended) rescue(batch)
    else batches.putBack(batch)
  }
  const writeToSpool = async (batch: HeldBatch, to: Spool): Promise<void> => {
    if (gzip && !relief.hurry) await batches.compress(batch)
    const fate = await to.write({ signal, items: batch.items, payload: batch.payload })
    if (fate === 'spooled') batches.settle(batch, fate)
    else if (fate === 'spool_full') batches.drop(batch, fate)
    // Memory may last until the disk works again, or the collector.
    else putBack(batch)
    options.onChange()
  }
  const mustSpool = (): boolean =>
    relief.hurry ||
    attempts.isSlow ||
    (backoff.failing && backoff.failingForMs() + backoff.remainingMs() > holdMs)
  const takeWhile = (isOver: () => boolean, release: (batch: HeldBatch) => void): void => {
    while (isOver()) {
      const oldest = batches.takeOldest()
      if (oldest === undefined) return
      release(oldest)
    }
  }

  const relief: MemoryRelief = {
    hurry: false,
    relieve() {
      if (spool?.usable === true) {
        const limitBytes = mustSpool() ? -1 : queueBytes / 2
        takeWhile(
          () => batches.waitingBytes > limitBytes,
          (batch) => void writeToSpool(batch, spool),
        )
      }
      takeWhile(
        () => batches.bytes > queueBytes,
        (batch) => batches.drop(batch, spool?.usable === false ? 'spool_error' : 'queue_full'),
      )
    },
    putBack,
    rescue,
    end() {
      ended = true
      takeWhile(() => true, rescue)
    },
  }
  return relief
}
