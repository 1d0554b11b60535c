import { join } from 'node:path'

/** A lock on a folder that its holder keeps while it lives. */
export interface DirectoryLock {
  release(): void
}

/**
 * Tries to become the one hub of a folder.
 *
 * The lock is an exclusive SQLite transaction: the operating system frees it when the process dies, however
 * it dies, which no lock file of our own could promise (Node has no flock).
 *
 * @param dir - Existing folder, by its real path.
 * @returns The lock, or `null` while another process holds it.
 * @throws When the folder cannot be written.
 */
export function tryLockDirectory(dir: string): DirectoryLock | null {
  // Not imported: a hub that neither owns a folder nor wants to never loads SQLite.
  const sqlite = process.getBuiltinModule('node:sqlite')
  const database = new sqlite.DatabaseSync(join(dir, 'hub.lock'), { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
  return { release: () => database.close() }
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY is 5; the extended codes carry it in their low byte.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
