import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Folders of ours are for this user alone. */
const MODE = 0o700

/**
 * Makes a folder, for this user alone, with those above it; one that is there stays as it is.
 *
 * Not `mkdirSync` with `recursive`: where the system answers ENOENT to any name, as below /proc/self, Node 24 tries
 * without end, and a thread inside it cannot be ended.
 *
 * @throws Node's error where it cannot be made, or is no folder.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, MODE)
  } catch (error) {
    if (isFolder(path)) return
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error
    makeFolder(parent)
    makeOne(path)
  }
}

/** Makes it unless another process has done so meanwhile. */
function makeOne(path: string): void {
  try {
    mkdirSync(path, MODE)
  } catch (error) {
    if (!isFolder(path)) throw error
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
