import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * First service of docker-compose.yml: gives each volume to the user of its container, for these images have no shell
 * to do it themselves, and makes the secrets, each once and for those alone who need it.
 */

/** Volumes, and the user ids of the images that have them. */
export const OWNERS: Readonly<Record<string, number>> = {
  'collector-queue': 10001,
  'tempo-data': 10001,
  'prometheus-data': 65534,
  'alertmanager-data': 65534,
  'alertmanager-config': 65534,
  'grafana-data': 472,
  'grafana-secrets': 472,
  'postgres-secrets': 999,
  'demo-monitoring': 1000,
  'demo-secrets': 1000,
}

/** Where Alertmanager finds the hub of the demo. */
const WEBHOOK_URL = 'http://demo:5001/monitoring/api/alertmanager'
const SECRET_BYTES = 24

/** How the volumes are reached. */
export interface Volumes {
  /** Folder in which all of them are mounted. */
  readonly root: string
  /** Gives a path to a user. */
  readonly chown: (path: string, user: number) => void
}

/** Prepares the volumes; secrets that are there stay. @param alertmanagerConfig - As this repository has it. */
export function prepare(volumes: Volumes, alertmanagerConfig: string): void {
  for (const [volume, owner] of Object.entries(OWNERS)) {
    const path = join(volumes.root, volume)
    mkdirSync(path, { recursive: true })
    volumes.chown(path, owner)
  }
  put(volumes, 'alertmanager-config', 'alertmanager.yml', readFileSync(alertmanagerConfig, 'utf8'))
  put(volumes, 'alertmanager-config', 'webhook.url', WEBHOOK_URL)
  const webhookToken = openSecret(volumes, 'demo-monitoring', 'webhook.token')
  put(volumes, 'alertmanager-config', 'webhook.token', webhookToken)
  const password = openSecret(volumes, 'postgres-secrets', 'password')
  put(volumes, 'demo-secrets', 'postgres.password', password)
  openSecret(volumes, 'demo-secrets', 'page.token')
  openSecret(volumes, 'grafana-secrets', 'admin.password')
}

/** Reads a secret; makes it where it is not there. */
function openSecret(volumes: Volumes, volume: string, file: string): string {
  const path = join(volumes.root, volume, file)
  if (!existsSync(path)) put(volumes, volume, file, randomBytes(SECRET_BYTES).toString('base64url'))
  return readFileSync(path, 'utf8')
}

/** Puts a file in place that only the user of the volume can read. */
function put({ root, chown }: Volumes, volume: string, file: string, content: string): void {
  const path = join(root, volume, file)
  rmSync(path, { force: true })
  writeFileSync(path, content, { mode: 0o400 })
  chown(path, OWNERS[volume] ?? 0)
}

if (import.meta.main) {
  const chown: Volumes['chown'] = (path, user) => chownSync(path, user, user)
  prepare({ root: '/volumes', chown }, '/alertmanager/alertmanager.yml')
}
