import { existsSync, globSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { build } from './build.ts'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'examples', 'cryoprotect', 'dist', '.started')

/** Builds the workspace if something changed since the last time; whether it is built then. */
export function ensureBuilt(): boolean {
  if (isBuilt()) return true
  if (!build()) return false
  writeFileSync(stamp, '')
  return true
}

function isBuilt(): boolean {
  if (!existsSync(stamp)) return false
  const folders = globSync('{packages,examples}/*/package.json', { cwd: root })
  if (!folders.every((file) => existsSync(join(root, file, '..', 'dist')))) return false
  const builtAt = statSync(stamp).mtimeMs
  const sources = globSync(
    ['{packages,examples}/*/{package,tsconfig}.json', '{packages,examples}/*/src/**'],
    {
      cwd: root,
    },
  )
  return sources.every((file) => statSync(join(root, file)).mtimeMs <= builtAt)
}
