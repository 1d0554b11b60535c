import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
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
  /** Told when it ends though nobody ended it, with the end of its log. */
  readonly onLost?: (sentence: string) => void
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

  /**
   * Starts it and waits until it is ready.
   *
   * @param signal - Ends it before it is.
   * @throws Error with the end of its log where it ends, or is not ready within a minute.
   */
  async start(signal?: AbortSignal): Promise<void> {
    const { path, args, env, cwd, logFile, readyUrl } = this.#options
    const log = openSync(logFile, 'a')
    const { size: logStart } = fstatSync(log)
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
    let failure = null as Error | null
    child.once('error', (error) => {
      failure = error
      child.emit('exit', null, null)
    })
    const describeEnd = (): string =>
      failure === null
        ? `${this.name} ended ${describeExit(child)}: ${lastLines(logFile, logStart)}`
        : `${this.name} does not start: ${failure.message}`
    const deadline = performance.now() + READY_LIMIT_MS
    try {
      while (!(await isReady(readyUrl))) {
        if (!isRunning(child)) throw new Error(describeEnd())
        if (performance.now() > deadline)
          throw new Error(
            `${this.name} is not ready after ${READY_LIMIT_MS / 1000} s: ${lastLines(logFile, logStart)}`,
          )
        await delay(POLL_MS, undefined, { signal })
      }
    } catch (error) {
      await this.stop()
      throw error
    }
    child.once('exit', () => {
      if (this.#process === child) this.#options.onLost?.(describeEnd())
    })
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

function describeExit({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`
}

/** What it has logged since it was started, at the end. */
function lastLines(file: string, start: number): string {
  const text = readFileSync(file).subarray(start).toString('utf8').trim()
  return text === '' ? `${file} has nothing` : text.split('\n').slice(-3).join(' | ')
}
