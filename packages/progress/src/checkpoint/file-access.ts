import {
  closeSync,
  constants,
  fsync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs'
import { promisify } from 'node:util'

/** Opens what must not be there yet; a link is never followed. */
export const CREATE_FLAGS: number =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
/** For this user alone: a cursor may say more than others are to know. */
export const FILE_MODE = 0o600

/** The calls by which a checkpoint changes files, so that tests can make each of them fail. */
export interface FileAccess {
  open(path: string, flags: number, mode?: number): number
  write(fd: number, bytes: Uint8Array, offset: number): number
  writeAsync(fd: number, bytes: Uint8Array, offset: number): Promise<number>
  sync(fd: number): void
  syncAsync(fd: number): Promise<void>
  close(fd: number): void
  link(from: string, to: string): void
  rename(from: string, to: string): void
  unlink(path: string): void
}

const writeAsync = promisify(write)

/** The file system as it is. */
export const SYSTEM_FILES: FileAccess = {
  open: openSync,
  write: (fd, bytes, offset) => writeSync(fd, bytes, offset),
  writeAsync: async (fd, bytes, offset) => (await writeAsync(fd, bytes, offset)).bytesWritten,
  sync: fsyncSync,
  syncAsync: promisify(fsync),
  close: closeSync,
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
}

/** The code of an error of the file system, such as `ENOENT`; `''` for any other. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}
