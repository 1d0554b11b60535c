import type { Signal } from '@cryo/conventions'
import type { Payload } from './payload.ts'
import type { SpoolContext } from './spool-context.ts'
import { formatSpoolName, type SpoolName } from '@cryo/protocol'
import { makeRoom, makeRoomSync } from './spool-room.ts'

/** A batch to keep on disk. */
export interface SpoolBatch {
  readonly signal: Signal
  /** Spans, points or records in it. */
  readonly items: number
  readonly payload: Payload
}

/** Whether a batch is on disk, and why not. */
export type SpoolFate = 'spooled' | 'spool_full' | 'spool_error'

/** Puts batches on disk; items move from waiting to spooled when their file is there whole. */
export interface SpoolWriter {
  /** Does not try while the disk rests after a failure. Never rejects. */
  write(batch: SpoolBatch): Promise<SpoolFate>
  /** Tries in any case, and returns when it is done. Never throws. */
  writeSync(batch: SpoolBatch): SpoolFate
}

/** Makes the writer of a spool. */
export function createSpoolWriter(context: SpoolContext): SpoolWriter {
  const { folder, health, index, ledger, pending } = context

  const nameOf = ({ signal, items, payload }: SpoolBatch): SpoolName =>
    context.nextName({
      signal,
      items,
      bytes: payload.bytes.length,
      format: payload.gzip ? 'otlp.gz' : 'otlp',
    })
  const enter = (name: SpoolName): void => {
    index.add(name, 'ready')
    ledger.move(name.signal, 'waiting', 'spooled', name.items)
    health.succeed()
    context.wake(name.signal)
  }

  return {
    async write(batch) {
      if (health.resting) return 'spool_error'
      const { bytes } = batch.payload
      const room = await makeRoom(context, { bytes: bytes.length, files: 1 })
      if (room !== 'ok') return room
      const name = nameOf(batch)
      const file = formatSpoolName(name)
      pending.add(file)
      try {
        await folder.write(file, formatSpoolName(name, 'tmp'), bytes)
        enter(name)
        return 'spooled'
      } catch (error) {
        health.fail(error)
        return 'spool_error'
      } finally {
        pending.delete(file)
      }
    },
    writeSync(batch) {
      const { bytes } = batch.payload
      const room = makeRoomSync(context, { bytes: bytes.length, files: 1 })
      if (room !== 'ok') return room
      const name = nameOf(batch)
      try {
        folder.writeSync(formatSpoolName(name), formatSpoolName(name, 'tmp'), bytes)
        enter(name)
        return 'spooled'
      } catch (error) {
        health.fail(error)
        return 'spool_error'
      }
    },
  }
}
