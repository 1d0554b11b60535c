import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { BINARIES, type BinaryName } from './binaries.ts'
import { cachedPath, findBuilt, moduleDir } from './binary-cache.ts'

/** Go is not there, or could not build: in one sentence, with what to do. */
export class StackBuildError extends Error {
  override readonly name = 'StackBuildError'
}

/**
 * Finds a program of the stack, and builds it where it has not been built before: some minutes for the first time.
 *
 * @param onProgress - Told what takes its time.
 * @throws StackBuildError
 */
export async function findBinary(
  name: BinaryName,
  onProgress: (sentence: string) => void = () => {},
): Promise<string> {
  const built = findBuilt(name)
  if (built !== null) return built
  const path = cachedPath(name)
  onProgress(`${name} is built from its pinned Go modules, once: this takes some minutes`)
  mkdirSync(dirname(path), { recursive: true })
  // Whole or not there: another process may build it at the same time.
  const temporary = `${path}.${process.pid}`
  try {
    await build(name, temporary)
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  onProgress(`${name} is built`)
  return path
}

async function build(name: BinaryName, output: string): Promise<void> {
  const { package: main, tags } = BINARIES[name]
  const go = spawn(
    'go',
    ['build', '-trimpath', '-ldflags=-s -w', `-tags=${tags.join(',')}`, '-o', output, main],
    {
      cwd: moduleDir(name),
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let last = ''
  go.stderr.setEncoding('utf8').on('data', (text: string) => {
    last = `${last}${text}`.slice(-2000)
  })
  try {
    const [code] = (await once(go, 'exit')) as [number | null]
    if (code === 0) return
  } catch {
    throw new StackBuildError(
      `${name} is not built: there is no Go (https://go.dev/dl, 1.26 or newer); or name a program of yours in CRYO_STACK_${name.toUpperCase().replaceAll('-', '_')}`,
    )
  }
  throw new StackBuildError(`${name} cannot be built: ${last.trim().split('\n').slice(-3).join(' | ')}`)
}
