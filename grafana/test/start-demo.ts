import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = join(import.meta.dirname, '..', '..', 'examples', 'cryoprotect', 'dist', 'main.js')

/** The demo as processes of its own. */
export interface Demo extends AsyncDisposable {
  /** URL of its API, without a path. */
  readonly api: string
  /** URL of the hub that serves its page, without a path: it answers queries as Prometheus does. */
  readonly hub: string
}

/** Starts the demo, built, with short runs of its job; settles once all of it runs. */
export async function startDemo(env: Readonly<Record<string, string>>): Promise<Demo> {
  const main = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      CRYO_DASHBOARD_PORT: '0',
      DATABASE_URL: '',
      PORT: '0',
      SCREENING_SECONDS: '15',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(main, 'exit')
  let output = ''
  const running = new Promise<void>((resolve) => {
    createInterface({ input: main.stdout }).on('line', (line) => {
      output += `${line}\n`
      if (line.includes('Ctrl-C')) resolve()
    })
  })
  await Promise.race([running, ended])
  const [, api] = /API +(http:\/\/[^/\s]+)/.exec(output) ?? []
  const [, hub] = /page +\S*?(http:\/\/[^/\s]+)/.exec(output) ?? []
  if (api === undefined || hub === undefined) throw new Error(`the demo does not start:\n${output}`)
  return {
    api,
    hub,
    async [Symbol.asyncDispose]() {
      main.kill('SIGTERM')
      await ended
    },
  }
}
