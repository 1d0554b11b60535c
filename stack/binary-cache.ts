import { createHash } from 'node:crypto'
import { accessSync, constants, globSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

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
  const root = resolve(
    process.env['CRYO_STACK_CACHE'] || join(homedir(), '.cache', 'cryo-monitoring', 'stack'),
  )
  const hash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${BINARIES[name].tags.join()}`,
  )
  const dir = moduleDir(name)
  for (const file of globSync('*.{mod,sum,go}', { cwd: dir }).toSorted()) {
    hash.update(`\n${file}\n`).update(readFileSync(join(dir, file)))
  }
  return join(root, hash.digest('hex').slice(0, 16), name)
}

/** The environment variable that names a program of yours in place of the one that is built. */
export function variableOf(name: BinaryName): string {
  return `CRYO_STACK_${name.toUpperCase().replaceAll('-', '_')}`
}

/**
 * Finds a program without building it: the one that `CRYO_STACK_<NAME>` names, such as `CRYO_STACK_PROMETHEUS`, else
 * the one that was built; `null` where there is none.
 *
 * @throws Error where the variable names what is no program.
 */
export function findBuilt(name: BinaryName): string | null {
  const given = process.env[variableOf(name)] ?? ''
  if (given === '') return isProgram(cachedPath(name)) ? cachedPath(name) : null
  if (!isProgram(given))
    throw new Error(`${variableOf(name)} is "${given}": expected the path of a program that can be run`)
  return resolve(given)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
