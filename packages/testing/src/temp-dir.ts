import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is gone, with everything in it, when its scope ends. */
export interface TempDir extends Disposable {
  /** Absolute and real: no part of it is a symbolic link. */
  readonly path: string
  /** Absolute path of something in the folder. */
  file(...segments: string[]): string
}

/**
 * Makes an empty folder for one test.
 *
 * @example
 * using dir = createTempDir()
 * writeFileSync(dir.file('rules.yml'), '…')
 */
export function createTempDir(prefix = 'cryo-test-'): TempDir {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)))
  return {
    path,
    file: (...segments) => join(path, ...segments),
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
