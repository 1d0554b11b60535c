import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { isAlive } from './is-alive.ts'

const INTERVAL_MS = 100

/**
 * Waits, at most `timeoutMs`, until a monitoring page is served for this folder and gives its address; `null` if none
 * came. The owner of the page writes `hub.json` there; a file that a killed owner left behind does not count.
 */
export async function findMonitoringPage(monitoringDir: string, timeoutMs: number): Promise<string | null> {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    const hub = await readHub(join(monitoringDir, 'hub.json'))
    if (hub !== null && isAlive(hub.pid) && (await answers(hub.url))) return hub.url
    await sleep(INTERVAL_MS)
  }
  return null
}

interface Hub {
  readonly pid: number
  readonly url: string
}

async function readHub(file: string): Promise<Hub | null> {
  try {
    const { pid, url } = JSON.parse(await readFile(file, 'utf8')) as Partial<Hub>
    return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : null
  } catch {
    return null
  }
}

/** Any status will do: the page may ask for a token. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(1_000) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}
