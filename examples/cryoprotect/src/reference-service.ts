import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { listen } from './api/listen.ts'
import { CRYOPROTECTANTS } from './data/cryoprotectants.ts'
import { reportReady } from './demo/ready.ts'
import { onShutdown } from './demo/shutdown.ts'

/**
 * Stands in for an outside service: knows the molar mass of the list's substances, is slower than a client waits in 3
 * of 100 requests and fails in 4 of 100. It is not monitored, as an outside service would not be.
 */
const molarMasses = new Map(CRYOPROTECTANTS.map(({ casNumber, molarMass }) => [casNumber, molarMass]))

const server = createServer((request, response) => void answer(request, response))

onShutdown(() => {
  server.close()
  server.closeAllConnections()
})
reportReady(await listen(server, 0, '127.0.0.1'))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chance = Math.random()
  await sleep(chance < 0.03 ? 1_500 : 5 + 60 * Math.random() ** 3)
  const molarMass = molarMasses.get(request.url?.split('/').at(-1) ?? '')
  const status = chance > 0.96 ? 503 : molarMass === undefined ? 404 : 200
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(status === 200 ? { molarMass } : { error: status }))
}
