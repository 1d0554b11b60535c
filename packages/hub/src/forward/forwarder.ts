import { setImmediate } from 'node:timers/promises'
import type { Signal } from '@cryo/conventions'
import { createAttempts } from './attempts.ts'
import { type BackoffOptions, createBackoff } from './backoff.ts'
import { type Clock, systemClock } from './clock.ts'
import { createHeldBatches, type Fate, type HeldBatch } from './held-batches.ts'
import type { Ledger, SignalCounts } from './ledger.ts'
import { createMemoryRelief } from './memory-relief.ts'
import type { OtlpClient } from './otlp-client.ts'
import { createPump } from './pump.ts'
import type { Spool } from './spool.ts'

/** One export request on its way out. */
export interface Batch {
  /** Protobuf of the request; not copied, and not to be changed until the batch's fate is known. */
  readonly body: Uint8Array
  /** Spans, points or records in it. */
  readonly items: number
}

/** Where batches of one signal go, and what may be held meanwhile. */
export interface ForwarderOptions {
  readonly signal: Signal
  readonly client: OtlpClient
  readonly ledger: Ledger
  /** Without one, batches that find no room in memory are dropped. */
  readonly spool?: Spool
  /** Total time of one attempt; 10,000 ms by default. */
  readonly deadlineMs?: number
  /** Memory for batches; 4 MB by default. */
  readonly queueBytes?: number
  /** How long batches wait in memory for a collector that fails or does not answer, before they go to the spool; 5000 ms by default. */
  readonly holdMs?: number
  /** Attempts at the same time while the collector answers; 1 by default, which keeps the order. */
  readonly maxInFlight?: number
  /** Whether bodies are compressed; `true` by default. */
  readonly gzip?: boolean
  readonly backoff?: Omit<BackoffOptions, 'clock'>
  /** Called with the reason when the collector begins to refuse what it is sent, which is lost; must not throw. */
  readonly onRefused?: (reason: string) => void
  readonly clock?: Clock
}

/** Hands batches of one signal to a collector; each one's fate becomes known, and is in the ledger. */
export interface Forwarder {
  /** Takes a batch; settles when it is delivered, on disk or dropped, and never rejects. */
  send(batch: Batch): Promise<Fate>
  /**
   * Delivers what waits in memory, and spools what could not be delivered when the time is nearly over.
   *
   * Settles within `limitMs` with whether nothing is left in memory.
   */
  flush(limitMs: number): Promise<boolean>
  /**
   * Ends all attempts; what waits in memory is written to the spool before the call returns, or dropped.
   *
   * Settles when writes that were under way have ended, at the latest after 500 ms.
   */
  close(): Promise<void>
  counts(): SignalCounts
  /** Why the last attempt failed, in one line without addresses; `undefined` while all is well. */
  readonly problem: string | undefined
}

const DEADLINE_MS = 10_000
const QUEUE_BYTES = 4 * 1024 * 1024
const HOLD_MS = 5000
/** The part of a flush that is kept for the disk. */
const MAX_DISK_MS = 500

/**
 * Starts to forward one signal.
 *
 * @example
 * const traces = createForwarder({ signal: 'traces', client, ledger, spool })
 * const fate = await traces.send({ body, items })
 */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const { signal, client, ledger, spool, clock = systemClock, deadlineMs = DEADLINE_MS } = options
  const { queueBytes = QUEUE_BYTES, holdMs = HOLD_MS, maxInFlight = 1, gzip = true } = options
  const backoff = createBackoff({ ...options.backoff, clock })
  const batches = createHeldBatches(signal, ledger, clock)
  const attempts = createAttempts({
    signal,
    client,
    ledger,
    backoff,
    spool,
    clock,
    deadlineMs,
    slowMs: holdMs,
    onSlow: () => pump.advance(),
    onRefused: (reason) => options.onRefused?.(reason),
  })
  const inAttempt = new Set<HeldBatch>()
  let flushes = 0
  let closed = false
  const relief = createMemoryRelief({
    signal,
    batches,
    attempts,
    backoff,
    spool,
    queueBytes,
    holdMs,
    gzip,
    onChange: () => pump.advance(),
  })

  const deliverFresh = async (batch: HeldBatch): Promise<void> => {
    inAttempt.add(batch)
    if (gzip) await batches.compress(batch)
    const fate = await attempts.run(batch)
    // Unless `close` has seen to it.
    if (!inAttempt.delete(batch)) return
    if (fate === 'again') relief.putBack(batch)
    else batches.settle(batch, fate)
  }
  const deliverSpooled = async (from: Spool): Promise<void> => {
    const claimed = await from.claim(signal)
    if (claimed === undefined) return
    const fate = await attempts.run(claimed)
    if (fate === 'again') await from.release(claimed)
    else await from.complete(claimed)
  }
  let spoolsTurn = false
  /** Of memory and spool, one after the other, so that neither starves. */
  const begin = (): Promise<void> | undefined => {
    const spooled = flushes > 0 ? undefined : spool?.next(signal)
    const isTurn = spoolsTurn || batches.waitingCount === 0
    spoolsTurn = spooled === undefined || !isTurn
    if (spool !== undefined && spooled !== undefined && isTurn) return deliverSpooled(spool)
    const batch = batches.takeOldest()
    return batch === undefined ? undefined : deliverFresh(batch)
  }
  const pump = createPump({ backoff, clock, maxInFlight, prepare: () => relief.relieve(), begin })
  const stopListening = spool?.onReady(signal, pump.advance)
  // For what lies in the spool already.
  pump.advance()

  return {
    send({ body, items }) {
      const fate = batches.accept(body, items)
      if (closed) relief.end()
      else pump.advance()
      return fate
    },
    async flush(limitMs) {
      const endMs = clock.now() + limitMs
      if ((backoff.failing || attempts.isSlow) && spool?.usable === true) relief.hurry = true
      else backoff.hurry()
      if (!relief.hurry && backoff.remainingMs() >= limitMs) return batches.count === 0
      flushes += 1
      pump.advance()
      const diskMs = spool === undefined ? 0 : Math.min(MAX_DISK_MS, limitMs / 4)
      await batches.whenEmpty(limitMs - diskMs)
      if (batches.count > 0 && spool !== undefined) {
        relief.hurry = true
        attempts.abort()
        // What was in an attempt is older than what waits: it comes back first.
        await setImmediate()
        pump.advance()
        await batches.whenEmpty(endMs - clock.now())
      }
      flushes -= 1
      if (flushes === 0) relief.hurry = false
      pump.advance()
      return batches.count === 0
    },
    close() {
      closed = true
      pump.stop()
      stopListening?.()
      attempts.abort()
      for (const batch of inAttempt) relief.rescue(batch)
      inAttempt.clear()
      relief.end()
      return batches.whenEmpty(MAX_DISK_MS)
    },
    counts: () => ledger.counts(signal),
    get problem() {
      return attempts.problem
    },
  }
}
