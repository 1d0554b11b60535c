import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { build } from './build.ts'
import { runStep } from './run-step.ts'

const TARGET = 'artifacts/packages'

/** Packs every public package into `artifacts/packages`, as it would be published. */
export function packAll(): boolean {
  rmSync(TARGET, { recursive: true, force: true })
  mkdirSync(TARGET, { recursive: true })
  return publicPackages().every((dir) =>
    runStep(`pack ${dir}`, 'pnpm', [
      '--dir',
      dir,
      'pack',
      '--silent',
      '--pack-destination',
      join(process.cwd(), TARGET),
    ]),
  )
}

/** Folders of the packages that are published. */
export function publicPackages(): readonly string[] {
  return readdirSync('packages')
    .map((name) => join('packages', name))
    .filter((dir) => {
      const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { private?: boolean }
      return manifest.private !== true
    })
}

if (import.meta.main && !(build() && packAll())) process.exitCode = 1
