import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { BINARIES, type BinaryName } from './binaries.ts'

const MODULES = join(import.meta.dirname, 'modules')

/** Folder of a module of the stack. */
export function moduleDir(name: BinaryName): string {
  return join(MODULES, BINARIES[name].module)
}

/**
 * Where a program lies once it is built: below `CRYO_STACK_CACHE`, else `~/.cache/cryo-monitoring/stack`, in a folder
 * that is named for everything it is built from.
 */
export function cachedPath(name: BinaryName): string {
  const root = process.env['CRYO_STACK_CACHE'] ?? join(homedir(), '.cache', 'cryo-monitoring', 'stack')
  const hash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${BINARIES[name].tags.join()}`,
  )
  const dir = moduleDir(name)
  for (const file of globSync('*.{mod,sum,go}', { cwd: dir }).toSorted()) {
    hash.update(`\n${file}\n`).update(readFileSync(join(dir, file)))
  }
  return join(root, hash.digest('hex').slice(0, 16), name)
}

/**
 * Finds a program without building it: the one that `CRYO_STACK_<NAME>` names, such as `CRYO_STACK_PROMETHEUS`, else
 * the one that was built; `null` where there is none.
 */
export function findBuilt(name: BinaryName): string | null {
  const given = process.env[`CRYO_STACK_${name.toUpperCase().replaceAll('-', '_')}`]
  const path = given ?? cachedPath(name)
  return existsSync(path) ? path : null
}
