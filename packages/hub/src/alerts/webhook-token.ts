import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { HubConfiguration } from '@cryo/protocol'

/** File of the monitoring folder whose content Alertmanager presents: its `credentials_file`. */
export const WEBHOOK_TOKEN_FILE = 'webhook.token'

/**
 * Finds the secret of the webhook: the configured one, else that of the folder, which is made where there is none and
 * only this user can read. `null`: there is no webhook, as nobody has an Alertmanager to call it.
 *
 * @param dir - The monitoring folder; `null` where it cannot be written.
 */
export function findWebhookToken({ alertmanager }: HubConfiguration, dir: string | null): string | null {
  const { url, webhookToken } = alertmanager
  if (webhookToken !== null || url === null || dir === null) return webhookToken
  const file = join(dir, WEBHOOK_TOKEN_FILE)
  const known = read(file)
  if (known !== null) return known
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  } catch {
    // Another process made it, or nobody can.
  }
  return read(file)
}

function read(file: string): string | null {
  try {
    const token = readFileSync(file, 'utf8').trim()
    return token === '' ? null : token
  } catch {
    return null
  }
}
