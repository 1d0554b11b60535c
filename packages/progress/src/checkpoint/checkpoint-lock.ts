import type { DatabaseSync } from 'node:sqlite'

/** Ends the name of the file whose lock says that a checkpoint is in use; the file stays, empty. */
export const LOCK = '.lock'
const SQLITE_BUSY = 5
/** The part of an extended error code that names its kind. */
const PRIMARY_CODE = 0xff

/** What taking a lock gave. */
export type LockResult =
  | { readonly kind: 'taken'; readonly lock: CheckpointLock }
  | { readonly kind: 'busy' }
  /** The folder has no locks, or is read-only. */
  | { readonly kind: 'unavailable'; readonly reason: string }

/** A lock that this process holds until it lets go of it, or dies. */
export interface CheckpointLock {
  release(): void
}

/**
 * Takes the lock of a checkpoint without waiting: an exclusive transaction of SQLite, whose lock the system frees when
 * the process dies, however it does. Node has no lock of files of its own.
 */
export function takeLock(file: string): LockResult {
  let database: DatabaseSync | null = null
  try {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
    database = new DatabaseSync(`${file}${LOCK}`, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
    const held = database
    return { kind: 'taken', lock: { release: () => held.close() } }
  } catch (error) {
    database?.close()
    const { errcode } = Object(error) as { readonly errcode?: unknown }
    return typeof errcode === 'number' && (errcode & PRIMARY_CODE) === SQLITE_BUSY
      ? { kind: 'busy' }
      : { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) }
  }
}
