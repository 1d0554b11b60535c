import { createRoutes, createServer } from '@cryo/dashboard'
import type { DashboardServer, DashboardSource } from '@cryo/dashboard'
import type { HubConfiguration } from '@cryo/protocol'
import { writeLogLine } from '@cryo/protocol'

/** Where a hub listens. */
export interface Address {
  /** Address to connect to from this machine. */
  readonly host: string
  readonly port: number
  /** Address of the page. */
  readonly url: string
}

/** What those present who may do more than look. */
export interface ListenerSecrets {
  /** Of processes that attach. */
  readonly attach: string
  /** Of Alertmanager's webhook; `null`: nobody's. */
  readonly webhook: () => string | null
}

/** The hub's HTTP server on whatever port it got. */
export class Listener {
  readonly #source: DashboardSource
  readonly #secrets: ListenerSecrets
  #server: DashboardServer | null = null

  constructor(source: DashboardSource, secrets: ListenerSecrets) {
    this.#source = source
    this.#secrets = secrets
  }

  /** Listens on the configured port, or on a free one where that is taken by somebody else. */
  async listen({
    host,
    port,
    token,
    allowedHosts,
    basePath,
  }: HubConfiguration['dashboard']): Promise<Address> {
    await this.close()
    const routes = createRoutes(this.#source, {
      host,
      token,
      allowedHosts,
      basePath,
      attachToken: this.#secrets.attach,
      webhookToken: this.#secrets.webhook,
    })
    this.#server = createServer(routes)
    const bound = await this.#bind(host, port)
    const connect = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    const shown = connect === '127.0.0.1' || connect === '::1' ? 'localhost' : connect
    return { host: connect, port: bound, url: `http://${shown}:${bound}${basePath}/monitoring` }
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.close()
  }

  async #bind(host: string, port: number): Promise<number> {
    const server = this.#server
    if (server === null) return port
    try {
      return (await server.listen(host, port)).port
    } catch (error) {
      if (port === 0 || !isTaken(error)) throw error
      const free = (await server.listen(host, 0)).port
      writeLogLine(`port ${port} is taken by another program: the page is on port ${free}`)
      return free
    }
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  // EACCES: a port below 1024 that this user may not have.
  return code === 'EADDRINUSE' || code === 'EACCES'
}
