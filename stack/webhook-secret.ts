import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeWritable } from './make-writable.ts'

/**
 * Reads the secret by which Alertmanager may call the hub of a monitoring folder; makes one where there is none yet, as
 * the hub itself does.
 *
 * @throws Error where the folder cannot be written to, or the secret not be read.
 */
export function openWebhookSecret(monitoringDir: string): string {
  const file = join(monitoringDir, 'webhook.token')
  makeWritable(monitoringDir, '--monitoring-dir')
  try {
    return read(file) ?? make(file)
  } catch (error) {
    throw new Error(`${file} has no secret for Alertmanager (${(error as Error).message}): remove it`, {
      cause: error,
    })
  }
}

/** `null`: there is none, or it was not written to its end. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all: the hub that reads an empty one makes another. */
function make(file: string): string {
  const secret = randomBytes(32).toString('base64url')
  const temporary = `${file}.${process.pid}.new`
  try {
    writeFileSync(temporary, `${secret}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
  return secret
}
