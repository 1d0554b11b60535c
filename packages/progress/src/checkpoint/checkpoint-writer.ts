import { CryoError } from '@cryo/conventions'
import { constants } from 'node:fs'
import { dirname } from 'node:path'

import { codeOf, CREATE_FLAGS, FILE_MODE, type FileAccess } from './file-access.ts'

/** Ends the name of a file that is being written. */
export const TEMPORARY = '.tmp'
/** Ends the name of the last good file before the present one. */
export const BACKUP = '.bak'

/** What the file system says where a folder cannot be synchronised: it has no such thing, or may not be read. */
const CANNOT_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES'])
/** What it says where a file has one name only. */
const CANNOT_LINK: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EXDEV'])

/**
 * Replaces a file as a whole: a new one beside it, synchronised, becomes the file by a rename, then the folder is
 * synchronised. The file before stays as `.bak`. At each moment at least one of the two is there, and whole.
 *
 * Writing may be asynchronous, renaming never is: so nothing that is still under way can replace what was written
 * synchronously at the end of a process.
 */
export class CheckpointWriter {
  readonly file: string
  readonly #files: FileAccess
  /** Writes that were begun. */
  #begun = 0
  /** The newest of them whose file is in place. */
  #placed = 0
  /** What is being written while the thread goes on. */
  #underWay: string | null = null
  #isClosed = false
  readonly #temporary: string

  /** @param isAlone - Whether no other process writes this file: what lies there half written is then of a dead one. */
  constructor(file: string, files: FileAccess, isAlone: boolean) {
    this.file = file
    this.#files = files
    this.#temporary = isAlone ? file : `${file}.${process.pid}`
  }

  /**
   * Writes at once.
   *
   * @returns Whether the folder could be synchronised too: if not, a power loss may bring the file before back.
   * @throws What the file system says.
   */
  writeNow(bytes: Uint8Array): boolean {
    const files = this.#files
    const { order, path, fd } = this.#begin('.now')
    try {
      try {
        for (let done = 0; done < bytes.length;) done += files.write(fd, bytes, done)
        files.sync(fd)
      } finally {
        files.close(fd)
      }
      this.#place(order, path)
    } catch (error) {
      this.#discard(path)
      throw error
    }
    const folder = this.#openFolder()
    if (folder === null) return false
    try {
      files.sync(folder)
      return true
    } catch (error) {
      return toUnsynced(error)
    } finally {
      files.close(folder)
    }
  }

  /** As {@link writeNow}, while the thread goes on; something newer may have taken its place meanwhile. */
  async write(bytes: Uint8Array): Promise<boolean> {
    const files = this.#files
    const { order, path, fd } = this.#begin('')
    this.#underWay = path
    try {
      try {
        for (let done = 0; done < bytes.length;) done += await files.writeAsync(fd, bytes, done)
        await files.syncAsync(fd)
      } finally {
        files.close(fd)
      }
      if (order < this.#placed) this.#discard(path)
      else this.#place(order, path)
    } catch (error) {
      this.#discard(path)
      throw error
    } finally {
      this.#underWay = null
    }
    const folder = this.#openFolder()
    if (folder === null) return false
    try {
      await files.syncAsync(folder)
      return true
    } catch (error) {
      return toUnsynced(error)
    } finally {
      files.close(folder)
    }
  }

  /** From now on nothing is put in place: the file may be another run's. */
  close(): void {
    if (this.#underWay !== null) this.#discard(this.#underWay)
    this.#isClosed = true
  }

  #begin(kind: string): { readonly order: number; readonly path: string; readonly fd: number } {
    const path = `${this.#temporary}${kind}${TEMPORARY}`
    const fd = this.#anew(path, () => this.#files.open(path, CREATE_FLAGS, FILE_MODE))
    return { order: ++this.#begun, path, fd }
  }

  #place(order: number, path: string): void {
    if (this.#isClosed) throw new CryoError('CRYO_CHECKPOINT_CLOSED', 'the run has let go of its checkpoint')
    this.#keepBackup()
    this.#files.rename(path, this.file)
    this.#placed = order
  }

  /** The file becomes the backup as well, by a second name. */
  #keepBackup(): void {
    const backup = `${this.file}${BACKUP}`
    const second = `${backup}${TEMPORARY}`
    try {
      this.#anew(second, () => this.#files.link(this.file, second))
      this.#files.rename(second, backup)
    } catch (error) {
      // The first write of all.
      if (codeOf(error) === 'ENOENT') return
      if (!CANNOT_LINK.has(codeOf(error))) throw error
      // For a moment only the backup is there: then it is what is read.
      this.#files.rename(this.file, backup)
    }
  }

  /** Makes what must not be there: what is there is left over. */
  #anew<T>(path: string, make: () => T): T {
    try {
      return make()
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      this.#files.unlink(path)
      return make()
    }
  }

  #discard(path: string): void {
    // What has this name after closing is of the next run.
    if (this.#isClosed) return
    try {
      this.#files.unlink(path)
    } catch {
      // The next run clears it away.
    }
  }

  #openFolder(): number | null {
    try {
      return this.#files.open(dirname(this.file), constants.O_RDONLY)
    } catch (error) {
      if (CANNOT_SYNC.has(codeOf(error))) return null
      throw error
    }
  }
}

function toUnsynced(error: unknown): false {
  if (CANNOT_SYNC.has(codeOf(error))) return false
  throw error
}
