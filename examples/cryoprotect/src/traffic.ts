import { setTimeout as sleep } from 'node:timers/promises'

import { reportReady } from './demo/ready.ts'
import { requireVariable } from './demo/require-variable.ts'
import { onShutdown } from './demo/shutdown.ts'
import { drawRequest } from './traffic/requests.ts'

/** Requests per second, at the wave's middle; the wave makes the page's charts move. */
const RATE = 15
const WAVE = 5
const WAVE_SECONDS = 120
/** While this many requests wait for an answer no new one is sent. */
const MAX_IN_FLIGHT = 16
const TIMEOUT_MS = 5_000

const api = requireVariable('API_URL')
let inFlight = 0

onShutdown(() => {})
reportReady('')
for (;;) {
  if (inFlight < MAX_IN_FLIGHT) void send()
  const rate = RATE + WAVE * Math.sin((2 * Math.PI * performance.now()) / 1_000 / WAVE_SECONDS)
  // Exponential gaps: requests come independently of one another.
  await sleep((-Math.log(1 - Math.random()) * 1_000) / rate)
}

/** Sends one request; what the API answers is the monitoring page's matter. */
async function send(): Promise<void> {
  inFlight++
  try {
    const { method, path, body } = drawRequest()
    const response = await fetch(new URL(path, api), {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    await response.arrayBuffer()
  } catch {
    // The API is ending, or too slow: the next request will tell.
  } finally {
    inFlight--
  }
}
