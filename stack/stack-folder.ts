import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeWritable } from './make-writable.ts'
import type { StackPorts } from './ports.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * What the Tempo that is built here is told beside `tempo.yaml`, in words that 3.x does not know: it is ready at once
 * rather than after 15 s, and looks each second for traces that have become complete, so that a search finds them.
 */
const TEMPO_ALONE = `
ingester:
  trace_idle_period: 1s
  flush_check_period: 1s
  lifecycler:
    min_ready_duration: 0s
`

/** Where Alertmanager finds the hub. */
export interface HubTarget {
  /** Full URL of its webhook. */
  readonly webhookUrl: string
  readonly webhookToken: string
}

/** Folders of one run of the stack: configuration as shipped, beside what the run itself has to say. */
export interface StackFolder {
  readonly prometheus: string
  readonly alertmanager: string
  readonly tempo: string
  readonly collector: string
  readonly logs: string
}

/**
 * Lays out the folder of a run; data of an earlier one stays.
 *
 * @throws Error that names the folder where it cannot be written to.
 */
export function layOut(dir: string, ports: StackPorts, hub: HubTarget): StackFolder {
  const folder = {
    prometheus: join(dir, 'prometheus'),
    alertmanager: join(dir, 'alertmanager'),
    tempo: join(dir, 'tempo'),
    collector: join(dir, 'collector'),
    logs: join(dir, 'logs'),
  }
  for (const path of [...Object.values(folder), join(folder.prometheus, 'targets')])
    makeWritable(path, '--dir')
  // Rules that are no more are not to be evaluated.
  rmSync(join(folder.prometheus, 'rules'), { recursive: true, force: true })
  for (const name of ['prometheus.yml', 'rules'])
    cpSync(join(ROOT, 'prometheus', name), join(folder.prometheus, name), { recursive: true })
  cpSync(join(ROOT, 'alertmanager'), folder.alertmanager, { recursive: true })
  const shipped = readFileSync(join(ROOT, 'tempo', 'tempo.yaml'), 'utf8')
  writeFileSync(join(folder.tempo, 'tempo.yaml'), shipped + TEMPO_ALONE)
  const { prometheus, alertmanager, tempo } = ports
  writeTargets(folder, 'alertmanager', [{ targets: [`127.0.0.1:${alertmanager}`] }])
  writeTargets(folder, 'stack', [
    { targets: [`127.0.0.1:${prometheus}`], labels: { part: 'prometheus' } },
    { targets: [`127.0.0.1:${alertmanager}`], labels: { part: 'alertmanager' } },
    { targets: [`127.0.0.1:${tempo}`], labels: { part: 'tempo' } },
  ])
  writeFileSync(join(folder.alertmanager, 'webhook.url'), hub.webhookUrl)
  writeFileSync(join(folder.alertmanager, 'webhook.token'), hub.webhookToken, { mode: 0o600 })
  return folder
}

/** Time after which tests see what is told again. */
export const SOON = '5s'

/** Lets Alertmanager tell of each change of a group so soon. */
export function groupSoon({ alertmanager }: StackFolder): void {
  const file = join(alertmanager, 'alertmanager.yml')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replaceAll(/group_interval: \w+/g, `group_interval: ${SOON}`),
  )
}

/** JSON is YAML. */
function writeTargets({ prometheus }: StackFolder, name: string, groups: readonly object[]): void {
  writeFileSync(join(prometheus, 'targets', `${name}.yml`), `${JSON.stringify(groups, null, 2)}\n`)
}
