import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect, it } from 'vitest'

import { listen } from '../../src/api/listen.ts'

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}

it('takes the port if it is free and another one if it is not', async () => {
  const first = createServer()
  const second = createServer()
  const url = await listen(first, 0, '127.0.0.1')
  const port = Number(new URL(url).port)
  const other = await listen(second, port, '127.0.0.1')
  expect(other).toMatch(/^http:\/\/localhost:\d+$/)
  expect(other).not.toBe(url)
  await close(first)

  const third = createServer()
  expect(await listen(third, port, '127.0.0.1')).toBe(url)
  await Promise.all([close(second), close(third)])
})

it('throws if it cannot listen for another reason', async () => {
  await expect(listen(createServer(), 0, '192.0.2.1')).rejects.toThrow('EADDRNOTAVAIL')
})
