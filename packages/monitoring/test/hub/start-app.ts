import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

import type { MonitoringData } from '@cryo/protocol'

const FIXTURES = join(import.meta.dirname, 'fixtures')

/** The application of these tests as a process of its own. */
export class TestApp implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()

  constructor(
    env: Readonly<Record<string, string>>,
    preload: readonly string[] = [],
    fixture = join(FIXTURES, 'app.mjs'),
  ) {
    this.#process = fork(fixture, [], {
      execArgv: preload.flatMap((file) => ['--require', join(FIXTURES, file)]),
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line)
        for (const wake of this.#waiting) wake()
      })
    }
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  get output(): string {
    return this.#lines.join('\n')
  }

  /** The first line, so far or to come, that matches. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      for (const line of this.#lines) {
        const match = pattern.exec(line)
        if (match !== null) return match
      }
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
        this.#process.once('exit', () =>
          reject(new Error(`ended before a line like ${String(pattern)}:\n${this.output}`)),
        )
      })
    }
  }

  /** Address of the page's server. */
  async url(): Promise<string> {
    const [, url = ''] = await this.line(/(http:\/\/localhost:\d+)\/monitoring/)
    return url
  }

  tell(command: string): void {
    this.#process.stdin?.write(`${command}\n`)
  }

  send(fault: string): void {
    this.#process.send(fault)
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  async exited(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    const { exitCode, signalCode } = this.#process
    if (exitCode === null && signalCode === null) await once(this.#process, 'exit')
    return { code: this.#process.exitCode, signal: this.#process.signalCode }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL')
    await this.exited()
  }
}

/** What the page shows now. */
export async function readStatus(url: string): Promise<MonitoringData> {
  return (await (await fetch(`${url}/monitoring/api/status`)).json()) as MonitoringData
}

/** Asks until what the page shows fits; the test's own limit ends it otherwise. */
export async function statusWith(
  url: string,
  fits: (data: MonitoringData) => boolean,
): Promise<MonitoringData> {
  for (;;) {
    try {
      const data = await readStatus(url)
      if (fits(data)) return data
    } catch {
      // Nobody listens at this moment: the hub is about to start again.
    }
    await delay(20)
  }
}
