import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { BINARIES, type BinaryName } from './binaries.ts'
import { cachedPath, findBuilt, moduleDir, variableOf } from './binary-cache.ts'
import { makeWritable } from './make-writable.ts'

/** How often is said how far a build is. */
const TELL_MS = 20_000

/** Go is not there, or could not build: in one sentence, with what to do. */
export class StackBuildError extends Error {
  override readonly name = 'StackBuildError'
}

/** How a program is built. */
export interface BuildOptions {
  /** Told what takes its time. */
  readonly onProgress?: (sentence: string) => void
  /** Ends it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Finds a program of the stack, and builds it where it has not been built before: some minutes for the first time.
 *
 * @throws StackBuildError, or Error where the environment names a program or a folder that cannot be used.
 */
export async function findBinary(name: BinaryName, options: BuildOptions = {}): Promise<string> {
  const { onProgress = () => {} } = options
  const built = findBuilt(name)
  if (built !== null) return built
  const path = cachedPath(name)
  makeWritable(dirname(path), 'CRYO_STACK_CACHE')
  onProgress(`${name} is built from its pinned Go modules, once: this takes some minutes`)
  // Whole or not there: another process may build it at the same time.
  const temporary = `${path}.${process.pid}`
  try {
    await build(name, temporary, options)
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  onProgress(`${name} is built`)
  return path
}

async function build(
  name: BinaryName,
  output: string,
  { onProgress = () => {}, signal }: BuildOptions,
): Promise<void> {
  const { package: main, tags } = BINARIES[name]
  const go = spawn(
    'go',
    ['build', '-v', '-trimpath', '-ldflags=-s -w', `-tags=${tags.join(',')}`, '-o', output, main],
    {
      cwd: moduleDir(name),
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    },
  )
  let last = ''
  let lines = 0
  go.stderr.setEncoding('utf8').on('data', (text: string) => {
    last = `${last}${text}`.slice(-2000)
    lines += text.split('\n').length - 1
  })
  // Go says a line for each package that it compiles.
  const timer = setInterval(() => onProgress(`${name}: ${lines} packages so far`), TELL_MS)
  try {
    const [code] = (await once(go, 'exit')) as [number | null]
    if (code === 0) return
  } catch {
    signal?.throwIfAborted()
    throw new StackBuildError(
      `${name} is not built: there is no Go (https://go.dev/dl, 1.26 or newer); or name a program of yours in ${variableOf(name)}`,
    )
  } finally {
    clearInterval(timer)
  }
  throw new StackBuildError(`${name} cannot be built: ${last.trim().split('\n').slice(-3).join(' | ')}`)
}
