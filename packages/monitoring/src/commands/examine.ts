import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { HUB_FILE } from '@cryo/protocol'

import { runDoctor } from '../doctor/run-doctor.ts'
import { configure } from './configure.ts'
import { UsageError } from './usage-error.ts'

/** Options of `cryo-monitoring doctor`. */
export interface DoctorOptions {
  readonly dir?: string
  readonly prometheus?: string
  readonly alertmanager?: string
  readonly tempo?: string
}

/** `cryo-monitoring doctor`: exit code 1 where a hop is broken. @throws UsageError */
export async function examine(options: DoctorOptions): Promise<void> {
  const { monitoringDir, dashboard, alertmanager } = configure(
    options.dir === undefined ? {} : { dir: options.dir },
  )
  const isWell = await runDoctor(
    {
      hub: readHub(monitoringDir),
      monitoringDir,
      token: dashboard.token,
      prometheus: readUrl('prometheus', options.prometheus) ?? 'http://127.0.0.1:9090',
      alertmanager:
        readUrl('alertmanager', options.alertmanager) ??
        alertmanager.url?.replace(/\/$/, '') ??
        'http://127.0.0.1:9093',
      tempo: readUrl('tempo', options.tempo) ?? 'http://127.0.0.1:3200',
    },
    (line) => process.stdout.write(`${line}\n`),
  )
  process.exitCode = isWell ? 0 : 1
}

/** Where the hub of a folder listens; `null` where none does. */
function readHub(monitoringDir: string): string | null {
  try {
    const { url } = JSON.parse(readFileSync(join(monitoringDir, HUB_FILE), 'utf8')) as { url: string }
    return url.replace(/\/monitoring$/, '')
  } catch {
    return null
  }
}

function readUrl(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (URL.canParse(value) && /^https?:/.test(value))) return value?.replace(/\/$/, '')
  throw new UsageError(`--${option} is ${JSON.stringify(value)}: expected an http address`)
}
