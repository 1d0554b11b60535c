import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeWritable } from './make-writable.ts'

/**
 * Reads the secret by which Alertmanager may call the hub of a monitoring folder; makes one where there is none yet.
 *
 * @throws Error where the folder cannot be written to, or the secret not be read.
 */
export function openWebhookSecret(monitoringDir: string): string {
  const file = join(monitoringDir, 'webhook.token')
  makeWritable(monitoringDir, '--monitoring-dir')
  try {
    writeFileSync(file, `${crypto.randomUUID()}${crypto.randomUUID()}\n`, { mode: 0o600, flag: 'wx' })
  } catch {
    // The hub has made it.
  }
  return readFileSync(file, 'utf8').trim()
}
