import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { build } from './build.ts'
import { publicPackages } from './public-packages.ts'
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

if (import.meta.main && !(build() && packAll())) process.exitCode = 1
