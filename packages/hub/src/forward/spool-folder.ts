import { closeSync, constants, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { makeFolder } from '@cryo/protocol'

/** The files of one spool; each call rejects or throws with what the system says. */
export interface SpoolFolder {
  /** File names in order; none if there is no folder yet. */
  list(): Promise<readonly string[]>
  /** Size of a plain file in bytes; `undefined` for a link, a folder and whatever else is no plain file. */
  size(file: string): Promise<number | undefined>
  /** Reads a plain file of exactly `bytes`; throws if it is another. */
  read(file: string, bytes: number): Promise<Uint8Array>
  /**
   * Writes under `temporary`, then renames: under `file` it is there whole or not at all.
   *
   * Not synced to the medium: safe from the end of the process, and after a loss of power known by its length.
   */
  write(file: string, temporary: string, bytes: Uint8Array): Promise<void>
  /** The same before it returns, for the last moments of a process. */
  writeSync(file: string, temporary: string, bytes: Uint8Array): void
  rename(from: string, to: string): Promise<void>
  remove(file: string): Promise<void>
  removeSync(file: string): void
}

// O_NONBLOCK: opening a pipe that someone laid in the folder must not wait for its other end.
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Whether the system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}

/** Gives access to a folder, which is made at the first write, for its owner alone. */
export function openSpoolFolder(directory: string): SpoolFolder {
  const path = (file: string): string => join(directory, file)

  const create = async (file: string): Promise<FileHandle> => {
    try {
      return await open(path(file), CREATE, FILE_MODE)
    } catch (error) {
      if (!isMissing(error)) throw error
      await mkdir(dirname(directory), FOLDER_MODE).catch(ignoreExisting)
      await mkdir(directory, FOLDER_MODE).catch(ignoreExisting)
      return open(path(file), CREATE, FILE_MODE)
    }
  }
  const createSync = (file: string): number => {
    try {
      return openSync(path(file), CREATE, FILE_MODE)
    } catch (error) {
      if (!isMissing(error)) throw error
      makeFolder(directory)
      return openSync(path(file), CREATE, FILE_MODE)
    }
  }

  return {
    async list() {
      try {
        return (await readdir(directory)).toSorted()
      } catch (error) {
        if (isMissing(error)) return []
        throw error
      }
    },
    async size(file) {
      const found = await lstat(path(file))
      return found.isFile() ? found.size : undefined
    },
    async read(file, bytes) {
      await using handle = await open(path(file), READ)
      const found = await handle.stat()
      if (!found.isFile() || found.size !== bytes) throw new Error(`${file} is not a file of ${bytes} bytes`)
      return handle.readFile()
    },
    async write(file, temporary, bytes) {
      const handle = await create(temporary)
      try {
        try {
          await handle.writeFile(bytes)
        } finally {
          await handle.close()
        }
        await rename(path(temporary), path(file))
      } catch (error) {
        await unlink(path(temporary)).catch(() => {})
        throw error
      }
    },
    writeSync(file, temporary, bytes) {
      const descriptor = createSync(temporary)
      try {
        try {
          for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
        } finally {
          closeSync(descriptor)
        }
        renameSync(path(temporary), path(file))
      } catch (error) {
        ignoreFailure(() => unlinkSync(path(temporary)))
        throw error
      }
    },
    rename: (from, to) => rename(path(from), path(to)),
    remove: (file) => unlink(path(file)),
    removeSync: (file) => unlinkSync(path(file)),
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException | undefined)?.code !== 'EEXIST') throw error
}

function ignoreFailure(run: () => void): void {
  try {
    run()
  } catch {
    // The failure that led here is the one to report.
  }
}
