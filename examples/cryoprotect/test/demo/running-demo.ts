import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** A process of a demo. */
export interface DemoProcess {
  readonly pid: number
  readonly command: string
}

/** A demo that was started from what was built. */
export interface RunningDemo {
  readonly main: ChildProcess
  /** What it has printed so far. */
  output(): string
  /** All its processes that run now, found by a variable that they inherit. */
  processes(): DemoProcess[]
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts the demo on free ports with a monitoring folder of its own and waits until it says that it runs. */
export async function startBuiltDemo(): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'cryoprotect-demo-'))
  const main = spawn(process.execPath, [join(import.meta.dirname, '../../dist/main.js')], {
    env: {
      ...process.env,
      CRYO_MONITORING_DIR: folder,
      CRYO_DASHBOARD_PORT: '0',
      DATABASE_URL: '',
      PORT: '0',
      SCREENING_SECONDS: '1',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(main, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  onTestFinished(async () => {
    main.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  let output = ''
  await new Promise<void>((resolve) => {
    createInterface({ input: main.stdout })
      .on('line', (line) => {
        output += `${line}\n`
        if (line.includes('Ctrl-C')) resolve()
      })
      .on('close', resolve)
  })
  return { main, ended, output: () => output, processes: () => findProcesses(folder) }
}

function findProcesses(folder: string): DemoProcess[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(pid, 'environ').includes(`CRYO_MONITORING_DIR=${folder}`))
    .map((pid) => ({ pid, command: read(pid, 'cmdline').replaceAll('\0', ' ') }))
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
