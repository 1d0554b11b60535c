import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request meets instead of the collector. */
export type GateFault = (response: ServerResponse) => void

/** Stands before the real collector, and lets its requests through or answers them itself. */
export interface CollectorGate extends AsyncDisposable {
  readonly url: string
  /** Requests that were not let through. */
  readonly refused: number
  /** `null` lets everything through. */
  setFault(fault: GateFault | null): void
}

/** Starts a gate on 127.0.0.1. @param target - URL of the collector. */
export async function startCollectorGate(target: string): Promise<CollectorGate> {
  let fault: GateFault | null = null
  let refused = 0
  const server = createServer((incoming, response) => {
    if (fault !== null) {
      refused++
      const answer = fault
      incoming.resume().once('end', () => answer(response))
      return
    }
    const { method, headers, url = '/' } = incoming
    const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    // As for whoever asks a collector that is down.
    outgoing.once('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get refused() {
      return refused
    },
    setFault(next) {
      fault = next
      server.closeAllConnections()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers with a status, and asks to be left alone for a while where that is given. */
export function refuseWith(status: number, retryAfterSeconds?: number): GateFault {
  return (response) => {
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
    response.writeHead(status, headers).end()
  }
}

/** Begins an answer that comes a byte a second and never ends. */
export function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).write('{')
  const timer = setInterval(() => response.write(' '), 1000)
  response.once('close', () => clearInterval(timer))
}
