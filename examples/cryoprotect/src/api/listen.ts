import { once } from 'node:events'
import type { Server } from 'node:http'

/**
 * Starts a server on a port, or on any free one if that port is taken, and gives its URL. Throws if it cannot listen.
 *
 * @example
 * await listen(createServer(app), 3000, '127.0.0.1') // 'http://localhost:3000'
 */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  try {
    await tryPort(server, port, host)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    await tryPort(server, 0, host)
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`The server has no port on ${host}`)
  return `http://localhost:${address.port}`
}

/** Rejects with the server's error event. */
async function tryPort(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening')
}
