import type { ServerResponse } from 'node:http'

/** What the sink does with a request instead of taking it. */
export interface SinkFault {
  /** Status of the reply; 200 by default. Only a request answered with 2xx counts as received. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text or bytes of the reply. */
  readonly body?: string | Uint8Array
  /** A reply of that many bytes, sent as fast as the client takes them. */
  readonly bodyBytes?: number
  /** Answers with 307 and this `Location`. */
  readonly redirect?: string
  /** Takes the request but for its last `rejected` spans, metrics or records, and says so. */
  readonly partialSuccess?: { readonly rejected: number; readonly message?: string; readonly json?: boolean }
  /** Waits so long before it answers. */
  readonly delayMs?: number
  /** Starts a reply and then sends a byte each so many milliseconds, without end. */
  readonly dripEveryMs?: number
  /** Reads the request and never answers. */
  readonly hang?: boolean
  /** Reads the request and resets the connection. */
  readonly cut?: boolean
}

const CHUNK = Buffer.alloc(64 * 1024, 0x20)

/** Whether a request that meets this fault counts as received. */
export function isTaken(fault: SinkFault): boolean {
  const { status = 200, hang, cut, dripEveryMs, redirect } = fault
  if (hang === true || cut === true || dripEveryMs !== undefined || redirect !== undefined) return false
  return status >= 200 && status < 300
}

/** Answers as the fault says; `reply` is what a sound sink would send. */
export function answerWithFault(fault: SinkFault, response: ServerResponse, reply: Uint8Array): void {
  if (fault.hang === true) return
  if (fault.cut === true) {
    response.socket?.resetAndDestroy()
    return
  }
  if (fault.redirect !== undefined) {
    response.writeHead(307, { ...fault.headers, location: fault.redirect }).end()
    return
  }
  response.writeHead(fault.status ?? 200, { 'content-type': 'application/x-protobuf', ...fault.headers })
  if (fault.dripEveryMs !== undefined) drip(response, fault.dripEveryMs)
  else if (fault.bodyBytes !== undefined) pour(response, fault.bodyBytes)
  else response.end(fault.body ?? reply)
}

function drip(response: ServerResponse, everyMs: number): void {
  response.write('{')
  const timer = setInterval(() => response.write(' '), everyMs)
  response.once('close', () => clearInterval(timer))
}

function pour(response: ServerResponse, bytes: number): void {
  let left = bytes
  const more = (): void => {
    while (left > 0) {
      const chunk = CHUNK.subarray(0, Math.min(left, CHUNK.length))
      left -= chunk.length
      if (!response.write(chunk)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}
