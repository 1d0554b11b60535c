import { setTimeout as sleep } from 'node:timers/promises'

/** Service of docker-compose.yml: ends once all parts are ready, as their images have no shell to ask them from within. */

const EVERY_MS = 500

/** A part of the stack. */
export interface Part {
  readonly name: string
  /** Answers 200 once it is ready. */
  readonly url: string
}

/**
 * Waits until each part is ready.
 *
 * @throws Error that names those which are not after `limitMs`.
 */
export async function waitReady(parts: readonly Part[], limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs
  let missing = parts
  for (;;) {
    const ready = await Promise.all(missing.map(isReady))
    missing = missing.filter((_part, index) => !ready[index])
    if (missing.length === 0) return
    if (performance.now() > endMs) {
      throw new Error(
        `not ready after ${limitMs / 1000} s: ${missing.map(({ name, url }) => `${name} (${url})`).join(', ')}`,
      )
    }
    await sleep(EVERY_MS)
  }
}

async function isReady({ url }: Part): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

if (import.meta.main) {
  const parts = process.argv.slice(2).map((argument): Part => {
    const [name = '', url = ''] = argument.split('=')
    return { name, url }
  })
  try {
    await waitReady(parts, 180_000)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
