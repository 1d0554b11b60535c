import { makeFolder } from '@cryo/conventions'
import { ConfigurationError, wrongValue } from '@cryo/conventions/configuration'
import { accessSync, constants, lstatSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { codeOf } from './file-access.ts'
import { isMemoryBacked } from './memory-backed.ts'
import { toPartFile } from './part-file.ts'

/** Where a checkpoint lies. */
export interface CheckpointPlace {
  /** Absolute: the working directory may change. */
  readonly file: string
  /** Why nothing can be written there; `null` where it can. */
  readonly trouble: string | null
  /** Why what is written there may be lost with the power; `null` where it is not. */
  readonly risk: string | null
}

/** What no file can be: a mistake of whoever named it. */
const IMPOSSIBLE: ReadonlyMap<string, string> = new Map([
  ['ENOTDIR', 'a file in a folder, but something above it is a file'],
  ['ENAMETOOLONG', 'a shorter path'],
  ['ELOOP', 'a path without a circle of symbolic links'],
])

/**
 * Finds the place of a checkpoint, and makes its folder where there is none.
 *
 * @throws ConfigurationError where no file can be there: a folder, a symbolic link, a device, a path that is too long.
 */
export function findPlace(option: string, part: string | null): CheckpointPlace {
  const file = toAbsolute(option, toPartFile(option, part))
  const stats = readStats(option, file)
  if (stats !== null && !stats.isFile()) {
    const found = stats.isSymbolicLink() ? 'a symbolic link' : stats.isDirectory() ? 'a folder' : 'a device'
    refuse(option, `the path of a file; this is ${found}`)
  }
  const folder = dirname(file)
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    refuseImpossible(option, error)
    return { file, trouble: `its folder cannot be written (${codeOf(error)})`, risk: null }
  }
  return { file, trouble: null, risk: isMemoryBacked(folder) ? 'its folder is in memory' : null }
}

function toAbsolute(option: string, file: string): string {
  try {
    return resolve(file)
  } catch {
    return refuse(option, 'an absolute path, as the working directory is gone')
  }
}

function readStats(option: string, file: string): Stats | null {
  try {
    return lstatSync(file)
  } catch (error) {
    refuseImpossible(option, error)
    return null
  }
}

function refuseImpossible(option: string, error: unknown): void {
  const expected = IMPOSSIBLE.get(codeOf(error))
  if (expected !== undefined) refuse(option, expected)
}

function refuse(option: string, expected: string): never {
  throw new ConfigurationError([wrongValue('checkpointFile', option, expected)])
}
