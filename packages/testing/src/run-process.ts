import { spawn } from 'node:child_process'
import { guardGroup, killGroup } from './guard-group.ts'
import { createLineWatch } from './line-watch.ts'

/** What to run, and how. */
export interface RunProcessOptions {
  /** File to run; `args` come after it. Without it, `args` are all that Node gets. */
  readonly entry?: string
  readonly args?: readonly string[]
  /** Options of Node itself, such as `--import`; they come before `entry`. */
  readonly nodeArgs?: readonly string[]
  /** Added to the environment; `undefined` takes a variable away. `OTEL_*`, `CRYO_*` and `NODE_OPTIONS` are not inherited. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Written to standard input, which then ends. */
  readonly input?: string
  /** The process is killed with SIGKILL after this; 30,000 by default. */
  readonly killAfterMs?: number
}

/** How a process ended. */
export interface ProcessResult {
  /** Exit code; `null` if a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
  /** It did not end in time and was killed. */
  readonly timedOut: boolean
}

/** A process under test; leaving its scope kills it and everything it started, and so does the end of the test run. */
export interface RunningProcess extends AsyncDisposable {
  readonly pid: number
  /** What came so far. */
  readonly stdout: string
  readonly stderr: string
  /** Settles when the process has ended and its output is complete; rejects only if it could not be started. */
  readonly exited: Promise<ProcessResult>
  /** Sends a signal, `SIGTERM` by default, to the process alone. */
  kill(signal?: NodeJS.Signals): boolean
  /** Settles with the match of the first line, of either stream, that fits; fails after `timeoutMs`, 10,000 by default. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
}

const NOT_INHERITED = /^(OTEL_|CRYO_|NODE_OPTIONS$|VITEST)/

/**
 * Runs Node, the one that runs the test, in a process of its own.
 *
 * @example
 * await using app = runProcess({ entry: dir.file('app.mjs'), env: { CRYO_DASHBOARD_PORT: '0' } })
 * const [, url] = await app.waitForLine(/page at (\S+)/)
 * app.kill('SIGTERM')
 * expect(await app.exited).toMatchObject({ code: null, signal: 'SIGTERM' })
 */
export function runProcess(options: RunProcessOptions): RunningProcess {
  const startedMs = performance.now()
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeArgs ?? []),
      ...(options.entry === undefined ? [] : [options.entry]),
      ...(options.args ?? []),
    ],
    {
      cwd: options.cwd,
      env: { ...Object.fromEntries(inherited), ...options.env },
      detached: true,
      stdio: 'pipe',
    },
  )
  const dismissGuard = guardGroup(child)

  let stdout = ''
  let stderr = ''
  let timedOut = false
  const lines = createLineWatch(() => `stdout:\n${stdout}\nstderr:\n${stderr}`)
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    lines.push('stdout', chunk)
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    lines.push('stderr', chunk)
  })
  // A process that ends before it has read its input is no error of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')

  const { promise: exited, resolve, reject } = Promise.withResolvers<ProcessResult>()
  const limit = setTimeout(() => {
    timedOut = true
    killGroup(child, 'SIGKILL')
  }, options.killAfterMs ?? 30_000)
  child.once('error', reject)
  child.once('close', (code, signal) => {
    clearTimeout(limit)
    lines.end(`the process ended with ${signal ?? code}`)
    resolve({ code, signal, stdout, stderr, durationMs: performance.now() - startedMs, timedOut })
  })

  return {
    pid: child.pid ?? -1,
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    exited,
    kill: (signal = 'SIGTERM') => child.kill(signal),
    waitForLine: (pattern, timeoutMs = 10_000) => lines.wait(pattern, timeoutMs),
    async [Symbol.asyncDispose]() {
      killGroup(child, 'SIGKILL')
      dismissGuard()
      // A process that could not be started has told so by `exited`.
      await exited.catch(() => {})
    },
  }
}
