import {
  closeSync,
  chmodSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const NAME = 'history'
const SET_ASIDE = /^history\.corrupt-\d+\.sqlite$/
/** Damaged files that are kept for whoever wants to look. */
const MAX_SET_ASIDE = 3

/** Path of the history in a folder. */
export function historyFile(dir: string): string {
  return join(dir, `${NAME}.sqlite`)
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

/** Moves a damaged file and its log aside; returns its new name. */
export function setAside(file: string, nowMs: number): string {
  const dir = dirname(file)
  let stamp = nowMs
  while (existsSync(join(dir, asideName(stamp)))) stamp++
  const aside = asideName(stamp)
  renameSync(file, join(dir, aside))
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, join(dir, aside + suffix))
  }
  removeOldest(dir)
  return aside
}

function asideName(stamp: number): string {
  return `${NAME}.corrupt-${Math.trunc(stamp)}.sqlite`
}

function removeOldest(dir: string): void {
  const kept = readdirSync(dir).filter((name) => SET_ASIDE.test(name))
  const byAge = kept.toSorted((left, right) => left.length - right.length || left.localeCompare(right))
  for (const name of byAge.slice(0, Math.max(0, byAge.length - MAX_SET_ASIDE))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir, name + suffix), { force: true })
  }
}
