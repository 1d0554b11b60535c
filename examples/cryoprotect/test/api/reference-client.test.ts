import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'

import { listen } from '../../src/api/listen.ts'
import { createReferenceClient } from '../../src/api/reference-client.ts'

let server: Server | undefined

afterEach(async () => {
  if (server === undefined) return
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  server = undefined
})

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer)
  return listen(server, 0, '127.0.0.1')
}

it('answers with what the service says', async () => {
  const url = await serve((request, response) =>
    response.end(JSON.stringify({ molarMass: request.url === '/substances/56-81-5' ? 92 : 0 })),
  )
  expect(await createReferenceClient(url)('56-81-5')).toEqual({
    casNumber: '56-81-5',
    molarMass: 92,
    origin: 'service',
  })
})

it('answers null for a substance that the service does not know', async () => {
  const url = await serve((_request, response) => response.writeHead(404).end())
  expect(await createReferenceClient(url)('56-81-5')).toBeNull()
})

it.each<[string, RequestListener]>([
  ['fails', (_request, response) => response.writeHead(503).end()],
  ['talks nonsense', (_request, response) => response.end('<html>')],
  ['hangs up', (request) => request.socket.destroy()],
  ['does not answer in time', () => {}],
])('answers from the list when the service %s', async (_what, answer) => {
  const findReference = createReferenceClient(await serve(answer))
  expect(await findReference('56-81-5')).toEqual({ casNumber: '56-81-5', molarMass: 92.094, origin: 'list' })
})

it('answers null when neither the service nor the list can tell', async () => {
  const url = await serve((_request, response) => response.writeHead(503).end())
  expect(await createReferenceClient(url)('7732-18-5')).toBeNull()
})
