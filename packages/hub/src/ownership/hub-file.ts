import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { HUB_FILE } from '@cryo/protocol'

/** What the owner of a folder tells the other processes of its user: where it listens. */
export interface HubFile {
  readonly hubId: string
  readonly pid: number
  /** Address to connect to from this machine. */
  readonly host: string
  readonly port: number
  /** Address of the page. */
  readonly url: string
  /** Proof of being the same user with the same folder: the file can be read by no one else. */
  readonly token: string
}

/** Writes the file so that a reader sees all of it or none, for the user alone. */
export async function writeHubFile(dir: string, file: HubFile): Promise<void> {
  const temporary = join(dir, `${HUB_FILE}.${file.pid}.tmp`)
  await writeFile(temporary, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, join(dir, HUB_FILE))
}

/** Reads the file; `null` when there is none that makes sense. */
export async function readHubFile(dir: string): Promise<HubFile | null> {
  try {
    const text = await readFile(join(dir, HUB_FILE), 'utf8')
    const file = JSON.parse(text) as Partial<HubFile>
    const { hubId, pid, host, port, url, token } = file
    const whole =
      typeof hubId === 'string' &&
      typeof pid === 'number' &&
      typeof host === 'string' &&
      typeof port === 'number' &&
      typeof url === 'string' &&
      typeof token === 'string'
    return whole ? { hubId, pid, host, port, url, token } : null
  } catch {
    return null
  }
}

/** Removes the file at an orderly end, if it is still the caller's. */
export async function removeHubFile(dir: string, hubId: string): Promise<void> {
  const file = await readHubFile(dir)
  if (file?.hubId === hubId) await rm(join(dir, HUB_FILE), { force: true })
}
