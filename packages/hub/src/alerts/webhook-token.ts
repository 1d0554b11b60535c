import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

/** File of the monitoring folder whose content Alertmanager presents: its `credentials_file`. */
export const WEBHOOK_TOKEN_FILE = 'webhook.token'

/** The secret of the webhook: the configured one, else that of the folder, which only this user can read. */
export class WebhookToken {
  readonly #dir: string | null
  /** What the folder has. */
  #known: string | null = null
  #isTold = false

  /** @param dir - The monitoring folder; `null` where it cannot be written. */
  constructor(dir: string | null) {
    this.#dir = dir
  }

  /**
   * Finds it, and makes that of the folder where there is none: only the owner of the folder may ask.
   *
   * @returns `null`: there is no webhook, as nobody has an Alertmanager to call it, or there is no place for the secret.
   */
  find({ url, webhookToken }: Pick<HubConfiguration['alertmanager'], 'url' | 'webhookToken'>): string | null {
    if (webhookToken !== null || url === null) return webhookToken
    this.#known ??= this.#ofFolder()
    return this.#known
  }

  #ofFolder(): string | null {
    try {
      if (this.#dir === null) throw new Error('the monitoring folder cannot be written')
      const file = join(this.#dir, WEBHOOK_TOKEN_FILE)
      return read(file) ?? make(file)
    } catch (error) {
      if (!this.#isTold)
        writeLogLine(
          `Alertmanager cannot call the handlers, set alertmanager.webhookToken: there is no ${WEBHOOK_TOKEN_FILE}: ${String(error)}`,
        )
      this.#isTold = true
      return null
    }
  }
}

/** `null`: there is none, or it was not written to its end. */
function read(file: string): string | null {
  try {
    const token = readFileSync(file, 'utf8').trim()
    return token === '' ? null : token
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all: an empty one would close the webhook for ever. */
function make(file: string): string {
  const token = randomBytes(32).toString('base64url')
  const temporary = `${file}.${process.pid}.new`
  rmSync(temporary, { force: true })
  writeFileSync(temporary, `${token}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(temporary, file)
  return token
}
