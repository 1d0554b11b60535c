import { execFile } from 'node:child_process'
import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'

const run = promisify(execFile)
const PACKAGES = join(import.meta.dirname, '../../..')
const APPLICATIONS = join(import.meta.dirname, 'fixtures', 'packed')

/** An empty project with packages of ours installed from their tarballs, as people would, and others from npm. */
export async function createPackedProject(
  ours: readonly string[],
  others: readonly string[],
): Promise<TempDir> {
  const project = createTempDir('cryo-packed-')
  const tarballs = project.file('tarballs')
  for (const name of ours) {
    // oxlint-disable-next-line no-await-in-loop -- pnpm locks its store
    await pack(join(PACKAGES, name), tarballs)
  }
  const files = readdirSync(tarballs).map((file) => `./tarballs/${file}`)
  await installPackages(project, [...files, ...others])
  cpSync(APPLICATIONS, project.path, { recursive: true })
  return project
}

/** Installs packages with npm, as it is configured on this machine. */
export async function installPackages(project: TempDir, specifiers: readonly string[]): Promise<void> {
  writeFileSync(project.file('package.json'), '{ "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...specifiers], {
    cwd: project.path,
  })
}

async function pack(packageDir: string, destination: string): Promise<void> {
  const args = ['--dir', packageDir, 'pack', '--silent', '--pack-destination', destination]
  try {
    await run('pnpm', args)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Started without pnpm around it, as `vitest run` is.
    await run('npx', ['--yes', 'pnpm@12', ...args])
  }
}
