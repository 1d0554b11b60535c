import {
  closeSync,
  chmodSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

const SUFFIX = '.sqlite'
/** Damaged files that are kept for whoever wants to look. */
const MAX_SET_ASIDE = 3

/** Path of a database in a folder. @param name - `history`, `series`. */
export function historyFile(dir: string, name: string): string {
  return join(dir, name + SUFFIX)
}

/**
 * Makes the file for this user alone, and sure that it can be written; SQLite would make it for everybody to read.
 *
 * @throws What the operating system says.
 */
export function createHistoryFile(file: string): void {
  const isNew = !existsSync(file)
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  if (!isNew) return
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Tells a file from any other that has its path before or after; `null` where there is none. */
export function identityOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}

/** Moves a damaged file and its log aside; returns its new name. */
export function setAside(file: string, nowMs: number): string {
  const dir = dirname(file)
  const name = basename(file, SUFFIX)
  let stamp = Math.trunc(nowMs)
  while (existsSync(join(dir, asideName(name, stamp)))) stamp++
  const aside = asideName(name, stamp)
  renameSync(file, join(dir, aside))
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, join(dir, aside + suffix))
  }
  removeOldest(dir, name)
  return aside
}

function asideName(name: string, stamp: number): string {
  return `${name}.corrupt-${stamp}${SUFFIX}`
}

function removeOldest(dir: string, name: string): void {
  const pattern = new RegExp(`^${name}\\.corrupt-\\d+\\${SUFFIX}$`)
  const kept = readdirSync(dir).filter((each) => pattern.test(each))
  const byAge = kept.toSorted((left, right) => left.length - right.length || left.localeCompare(right))
  for (const each of byAge.slice(0, Math.max(0, byAge.length - MAX_SET_ASIDE))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir, each + suffix), { force: true })
  }
}
