import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A process of the benchmark that talks by messages and is ended with it. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess

  constructor(file: string, preload: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.#process = fork(file, [], {
      execArgv: [...preload],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', process.env['BENCH_VERBOSE'] === undefined ? 'ignore' : 'inherit', 'ipc'],
    })
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** The next message. */
  async receive<T>(): Promise<T> {
    const answered = new AbortController()
    const { signal } = answered
    const ended = once(this.#process, 'exit', { signal }).then(([code]) => {
      throw new Error(`the process ended with ${String(code)} before it answered`)
    })
    try {
      const [message] = (await Promise.race([once(this.#process, 'message', { signal }), ended])) as [T]
      return message
    } finally {
      answered.abort()
    }
  }

  /** Asks for a message. */
  async ask<T>(): Promise<T> {
    const answer = this.receive<T>()
    this.#process.send({})
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}
