import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterAll } from 'vitest'

import type { SystemRoots } from '../../src/system/system-roots.ts'

/** Files of the kernel, captured on machines. */
export const FIXTURES = join(import.meta.dirname, 'fixtures')
/** Memory of the machine that {@link createRoots} makes; a quarter of it is in use. */
export const TOTAL_BYTES = 8 * 1024 ** 3

const folders: TempDir[] = []
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]()
})

/** Makes a machine of files, in `proc/` and `cgroup/`. */
export async function createRoots(files: Readonly<Record<string, string>>): Promise<SystemRoots> {
  const folder = createTempDir()
  folders.push(folder)
  const roots = { proc: join(folder.path, 'proc'), cgroup: join(folder.path, 'cgroup') }
  const machine = { 'proc/meminfo': `MemTotal: ${8 * 1024 ** 2} kB\nMemAvailable: ${6 * 1024 ** 2} kB\n` }
  await putFiles(roots, { ...machine, ...files })
  return roots
}

/** Writes files of such a machine anew. */
export async function putFiles(roots: SystemRoots, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dirname(roots.proc), name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
}
