import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * What the proxy does with a connection.
 *
 * `pass` carries both ways; `refuse` resets at once; `hang` accepts and reads but carries nothing;
 * `drip` carries replies a byte each `dripEveryMs`; `cut` resets once the first bytes of a reply come.
 */
export type ProxyMode = 'pass' | 'refuse' | 'hang' | 'drip' | 'cut'

/** A TCP proxy between client and server that can misbehave. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number
  /** `127.0.0.1:<port>`. */
  readonly address: string
  /** Connections accepted so far. */
  readonly connections: number
  /** Settles once so many connections were accepted in all. */
  waitForConnections(count: number): Promise<void>
  /** Treats connections from now on so; open ones are cut. */
  setMode(mode: ProxyMode): void
  close(): Promise<void>
}

/** Where a proxy leads, and how it starts. */
export interface FaultProxyOptions {
  readonly targetPort: number
  /** `pass` by default. */
  readonly mode?: ProxyMode
  /** 1000 by default. */
  readonly dripEveryMs?: number
}

/** Starts a proxy on 127.0.0.1 before a server on 127.0.0.1. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { targetPort, dripEveryMs = 1000 } = options
  const open = new Set<Socket>()
  let mode = options.mode ?? 'pass'
  let connections = 0

  const track = (socket: Socket): Socket => {
    open.add(socket)
    return socket.on('error', () => {}).once('close', () => open.delete(socket))
  }
  const cutAll = (): void => {
    for (const socket of open) socket.resetAndDestroy()
  }
  const watchers = new Set<() => void>()
  const server = createServer((client) => {
    connections += 1
    for (const check of watchers) check()
    track(client)
    if (mode === 'refuse') {
      client.resetAndDestroy()
      return
    }
    if (mode === 'hang') {
      client.resume()
      return
    }
    const upstream = track(connect(targetPort, '127.0.0.1'))
    client.pipe(upstream)
    if (mode === 'pass') upstream.pipe(client)
    if (mode === 'cut') upstream.once('data', () => client.resetAndDestroy())
    if (mode === 'drip') drip(upstream, client, dripEveryMs)
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => {
      if (mode === 'pass') client.destroy()
    })
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const { port } = server.address() as AddressInfo

  const close = async (): Promise<void> => {
    const { promise, resolve: done } = Promise.withResolvers<void>()
    server.close(() => done())
    cutAll()
    await promise
  }
  return {
    port,
    address: `127.0.0.1:${port}`,
    get connections() {
      return connections
    },
    waitForConnections(count) {
      const { promise, resolve: reached } = Promise.withResolvers<void>()
      const check = (): void => {
        if (connections < count) return
        watchers.delete(check)
        reached()
      }
      watchers.add(check)
      check()
      return promise
    },
    setMode(next) {
      mode = next
      cutAll()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function drip(upstream: Socket, client: Socket, everyMs: number): void {
  const held: Buffer[] = []
  upstream.on('data', (chunk: Buffer) => held.push(chunk))
  const timer = setInterval(() => {
    const [first] = held
    if (first === undefined) return
    client.write(first.subarray(0, 1))
    if (first.length > 1) held[0] = first.subarray(1)
    else held.shift()
  }, everyMs)
  client.once('close', () => clearInterval(timer))
}
