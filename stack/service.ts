import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

import { guardGroup } from '@cryo/testing'

const READY_LIMIT_MS = 60_000
const POLL_MS = 100
/** Time for an orderly end; then it is killed. */
const END_MS = 5000

/** How a part of the stack is started. */
export interface ServiceOptions {
  readonly name: string
  readonly path: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Folder in which it runs. */
  readonly cwd: string
  readonly logFile: string
  /** Answers 200 once it is ready. */
  readonly readyUrl: string
}

/** One part of the stack, as a process. */
export class Service {
  readonly name: string
  readonly #options: ServiceOptions
  #process: ChildProcess | null = null

  constructor(options: ServiceOptions) {
    this.name = options.name
    this.#options = options
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  /** @throws Error with the end of its log where it ends, or is not ready within a minute. */
  async start(): Promise<void> {
    const { path, args, env, cwd, logFile, readyUrl } = this.#options
    const log = openSync(logFile, 'a')
    // A group of its own: Ctrl-C is ours to pass on, in order.
    const child = spawn(path, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    this.#process = child
    child.once('exit', guardGroup(child))
    // A process that cannot be started has no exit.
    child.once('error', () => child.emit('exit', null, null))
    const deadline = performance.now() + READY_LIMIT_MS
    while (!(await isReady(readyUrl))) {
      if (!isRunning(child)) throw new Error(`${this.name} ended: ${lastLines(logFile)}`)
      if (performance.now() > deadline) {
        await this.stop()
        throw new Error(`${this.name} is not ready after ${READY_LIMIT_MS / 1000} s: ${lastLines(logFile)}`)
      }
      await delay(POLL_MS)
    }
  }

  /** Ends it; killed after 5 s. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Stops or continues its process, as a machine does that hangs. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || !isRunning(child)) return
    const ended = once(child, 'exit')
    child.kill(signal)
    // One that was stopped takes no signal but this.
    child.kill('SIGCONT')
    const limit = setTimeout(() => child.kill('SIGKILL'), END_MS)
    await ended
    clearTimeout(limit)
  }
}

function isRunning({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' | ')
}
