import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Reads the secret by which Alertmanager may call the hub of a monitoring folder; makes one where there is none yet. */
export function openWebhookSecret(monitoringDir: string): string {
  const file = join(monitoringDir, 'webhook.token')
  mkdirSync(monitoringDir, { recursive: true })
  try {
    writeFileSync(file, `${crypto.randomUUID()}${crypto.randomUUID()}\n`, { mode: 0o600, flag: 'wx' })
  } catch {
    // The hub has made it.
  }
  return readFileSync(file, 'utf8').trim()
}
