import type { DropReason, Signal } from '@cryo/conventions'
import type { Clock } from './clock.ts'
import type { Ledger } from './ledger.ts'
import { compressPayload, type Payload } from './payload.ts'

/** What became of a batch; a {@link DropReason} if it was lost. */
export type Fate = 'delivered' | 'spooled' | DropReason

/** A batch in memory, until its fate is known. */
export interface HeldBatch {
  /** Order of arrival. */
  readonly sequence: number
  readonly items: number
  readonly payload: Payload
}

interface OpenBatch extends HeldBatch {
  payload: Payload
  readonly resolve: (fate: Fate) => void
}

/** All batches of one signal in memory: those that wait, in order of arrival, and those that somebody works on. */
export interface HeldBatches {
  /** Batches whose fate is open. */
  readonly count: number
  readonly bytes: number
  /** Bytes of those that wait. */
  readonly waitingBytes: number
  readonly waitingCount: number
  /** Accepts a new batch, which then waits; `fate` settles when it is known. */
  accept(body: Uint8Array, items: number): Promise<Fate>
  /** Takes the oldest that waits, to work on it. */
  takeOldest(): HeldBatch | undefined
  /** Puts a batch back to where it was in the order. */
  putBack(batch: HeldBatch): void
  /** Compresses its body, unless it is or is not worth it. */
  compress(batch: HeldBatch): Promise<void>
  /** Ends a batch whose items are in the ledger already. */
  settle(batch: HeldBatch, fate: Fate): void
  /** Ends a batch and enters its items as lost. */
  drop(batch: HeldBatch, reason: DropReason): void
  /** Settles when no fate is open, at the latest after `limitMs`. */
  whenEmpty(limitMs: number): Promise<void>
}

/** Makes an empty holder. */
export function createHeldBatches(signal: Signal, ledger: Ledger, clock: Clock): HeldBatches {
  const waiting: OpenBatch[] = []
  const watchers = new Set<() => void>()
  let sequence = 0
  let count = 0
  let bytes = 0
  let waitingBytes = 0

  const settle = (batch: HeldBatch, fate: Fate): void => {
    count -= 1
    bytes -= batch.payload.bytes.length
    ;(batch as OpenBatch).resolve(fate)
    if (count === 0) for (const notify of watchers) notify()
  }
  const putBack = (batch: HeldBatch): void => {
    waitingBytes += batch.payload.bytes.length
    const newer = waiting.findIndex((other) => other.sequence > batch.sequence)
    waiting.splice(newer < 0 ? waiting.length : newer, 0, batch as OpenBatch)
  }

  return {
    get count() {
      return count
    },
    get bytes() {
      return bytes
    },
    get waitingBytes() {
      return waitingBytes
    },
    get waitingCount() {
      return waiting.length
    },
    accept(body, items) {
      const { promise, resolve } = Promise.withResolvers<Fate>()
      sequence += 1
      count += 1
      bytes += body.length
      ledger.accept(signal, items)
      const batch: OpenBatch = {
        sequence,
        items,
        payload: { bytes: body, gzip: false },
        resolve,
      }
      putBack(batch)
      return promise
    },
    takeOldest() {
      const batch = waiting.shift()
      if (batch !== undefined) waitingBytes -= batch.payload.bytes.length
      return batch
    },
    putBack,
    async compress(batch) {
      const open = batch as OpenBatch
      const before = open.payload.bytes.length
      open.payload = await compressPayload(open.payload)
      bytes += open.payload.bytes.length - before
    },
    settle,
    drop(batch, reason) {
      ledger.move(signal, 'waiting', reason, batch.items)
      settle(batch, reason)
    },
    whenEmpty(limitMs) {
      if (count === 0) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const end = (): void => {
        cancel()
        watchers.delete(end)
        resolve()
      }
      const cancel = clock.after(limitMs, end)
      watchers.add(end)
      return promise
    },
  }
}
