import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const APP = join(import.meta.dirname, 'fixtures', 'app.mjs')

/** The application of these tests as a process of its own. */
export class TestApp implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly lines: string[] = []
  readonly #waiting = new Set<() => void>()

  /** @param within - A program that runs it, with its arguments. */
  constructor(env: Readonly<Record<string, string>>, within: readonly [string, ...string[]] = ['env']) {
    const [program, ...args] = within
    this.#process = spawn(program, [...args, process.execPath, APP], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      this.lines.push(line)
      for (const wake of this.#waiting) wake()
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  tell(command: string): void {
    this.#process.stdin?.write(`${command}\n`)
  }

  /** Settles once so many lines are these. */
  async said(line: string, times = 1): Promise<void> {
    while (this.lines.filter((one) => one.startsWith(line)).length < times) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  async exited(): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode === null && signalCode === null) await once(this.#process, 'exit')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.exited()
  }
}
