import { randomInt } from 'node:crypto'
import type { Signal } from '@cryo/conventions'
import { type Clock, systemClock } from './clock.ts'
import type { Ledger } from './ledger.ts'
import { readProcessIdentity } from '@cryo/protocol'
import {
  claimNext,
  type ClaimedBatch,
  completeClaim,
  type ConvertRing,
  forgiveEntries,
  releaseClaim,
} from './spool-claims.ts'
import { createSpoolHealth, type SpoolContext } from './spool-context.ts'
import { openSpoolFolder } from './spool-folder.ts'
import { createSpoolIndex, type SpoolEntry } from './spool-index.ts'
import type { SpoolOwner } from '@cryo/protocol'
import { makeRoom } from './spool-room.ts'
import { scanSpool } from './spool-scan.ts'
import { createSpoolWriter, type SpoolBatch, type SpoolFate } from './spool-writer.ts'

/** Where batches wait, and how many may. */
export interface SpoolOptions {
  /** Folder of the spool, made when first needed; all processes that share it must see one another's pids. */
  readonly directory: string
  readonly ledger: Ledger
  /** 64 MB by default, files of other processes included. */
  readonly maxBytes?: number
  /** 8192 by default. */
  readonly maxFiles?: number
  /** Without it, dumps of the ring stay where they are. */
  readonly convertRing?: ConvertRing
  /** Hears of each new problem of the disk, in one line. */
  readonly onProblem?: (problem: string) => void
  readonly clock?: Clock
  /** This process by default. */
  readonly owner?: SpoolOwner
}

/** Batches on disk: bounded, oldest out first, safe from the end of this process and from other processes. */
export interface Spool {
  /** The disk works, as far as is known. */
  readonly usable: boolean
  /** What failed last; `undefined` while all is well. */
  readonly problem: string | undefined
  /** Settles once the folder was read for the first time. */
  readonly ready: Promise<void>
  /** Writes a batch; its items move from waiting to spooled when it is safe. Never rejects. */
  write(batch: SpoolBatch): Promise<SpoolFate>
  /** The same before it returns; also while the disk rests after a failure. Never throws. */
  writeSync(batch: SpoolBatch): SpoolFate
  /** What {@link claim} would take. */
  next(signal: Signal): Readonly<SpoolEntry> | undefined
  /** Takes the oldest body of a signal. Never rejects. */
  claim(signal: Signal): Promise<ClaimedBatch | undefined>
  /** Gives it back. */
  release(claimed: ClaimedBatch): Promise<void>
  /** Removes it: it was delivered or rejected, as the caller has entered in the ledger. */
  complete(claimed: ClaimedBatch): Promise<void>
  /** Tells that the collector answers again. */
  forgive(signal: Signal, lastFailed: SpoolEntry | undefined): void
  /** Looks for what other processes left; also done each 30 s. */
  rescan(): Promise<void>
  /** Calls `wake` when there may be something new to deliver; the returned function ends that. */
  onReady(signal: Signal, wake: () => void): () => void
  /** Ends the regular scans. */
  close(): void
}

const MAX_BYTES = 64 * 1024 * 1024
const MAX_FILES = 8192
const RESCAN_MS = 30_000

/**
 * Opens the spool of a folder.
 *
 * @example
 * const spool = createSpool({ directory: join(monitoringDir, 'spool'), ledger })
 */
export function createSpool(options: SpoolOptions): Spool {
  const { ledger, convertRing, clock = systemClock } = options
  const wakes = new Map<() => void, Signal>()
  const owner = options.owner ?? readProcessIdentity()
  // Also unique beside what an earlier hub of this process wrote in the same millisecond.
  let sequence = randomInt(2 ** 30)
  const context: SpoolContext = {
    folder: openSpoolFolder(options.directory),
    index: createSpoolIndex((name) => name.format !== 'ring' || convertRing !== undefined),
    ledger,
    clock,
    owner,
    limits: { maxBytes: options.maxBytes ?? MAX_BYTES, maxFiles: options.maxFiles ?? MAX_FILES },
    pending: new Set(),
    health: createSpoolHealth(clock, options.onProblem ?? (() => {})),
    nextName: ({ timeMs = Date.now(), signal, items, bytes, format }) => {
      sequence += 1
      return { timeMs, sequence, owner, signal, items, bytes, format }
    },
    wake(signal) {
      for (const [wake, wanted] of wakes) if (wanted === signal) wake()
    },
  }
  const { index, health } = context
  const writer = createSpoolWriter(context)

  // One at a time: in order, and without taking all of Node's threads for the disk.
  let work: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(step: () => Promise<T>): Promise<T> => {
    const done = work.then(step)
    work = done.catch(() => {})
    return done
  }

  let cancelScan: (() => void) | undefined
  let scanning: Promise<void> | undefined
  let closed = false
  const scan = async (): Promise<void> => {
    cancelScan?.()
    try {
      await scanSpool(context)
      await inOrder(() => makeRoom(context, { bytes: 0, files: 0 }))
    } catch (error) {
      health.fail(error)
    }
    if (!closed) cancelScan = clock.after(RESCAN_MS, () => void rescan())
    for (const wake of wakes.keys()) wake()
  }
  const rescan = (): Promise<void> => (scanning ??= scan().finally(() => (scanning = undefined)))

  return {
    get usable() {
      return !health.resting
    },
    get problem() {
      return health.problem
    },
    ready: rescan(),
    write: (batch) => inOrder(() => writer.write(batch)),
    writeSync: (batch) => writer.writeSync(batch),
    next: (signal) => (health.resting ? undefined : index.nextReady(signal, clock.now())),
    claim: (signal) => claimNext(context, signal, convertRing),
    release: (claimed) => releaseClaim(context, claimed),
    complete: (claimed) => completeClaim(context, claimed),
    forgive: (signal, lastFailed) => forgiveEntries(context, signal, lastFailed),
    rescan,
    onReady(signal, wake) {
      wakes.set(wake, signal)
      return () => wakes.delete(wake)
    },
    close() {
      closed = true
      cancelScan?.()
    },
  }
}
