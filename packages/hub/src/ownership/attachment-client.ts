import { type IncomingMessage, request } from 'node:http'

import type { HubStart } from '@cryo/protocol'

import type { HubFile } from './hub-file.ts'
import { JsonLines } from './json-lines.ts'

/** How a process introduces itself to the owner. */
export interface AttachmentHello {
  readonly hubId: string
  readonly pid: number
  readonly resource: Readonly<Record<string, string | number>>
  /** When the process started, in Unix milliseconds. */
  readonly startedMs: number
  /** How many handlers of alerts its application has; kept up to date. */
  handlers: number
}

/** Introduces this process. */
export function createHello(hubId: string, { resource, alertHandlers }: HubStart): AttachmentHello {
  const startedMs = Date.now() - process.uptime() * 1000
  return { hubId, pid: process.pid, resource, startedMs, handlers: alertHandlers }
}

/** An open attachment; it ends when either process goes. */
export interface Attachment {
  readonly owner: HubFile
  /** Tells the owner something. */
  send(message: object): void
  close(): void
}

const ANSWER_LIMIT_MS = 2000

/** Who is told of an attachment. */
export interface AttachmentListener {
  readonly onGone: () => void
  /** A message of the owner, parsed. */
  readonly onMessage: (message: unknown) => void
}

/** What may wait for an owner that does not read. */
const MAX_UNREAD_BYTES = 256 * 1024
/** What a line of the owner may be long, in characters: some thousand alerts. */
export const MAX_LINE: number = 4 * 1024 * 1024

/** Path on which the owner accepts attachments. */
export const ATTACH_PATH = '/monitoring/api/attach'

/**
 * Attaches to the owner of the folder: one request that stays open on both sides, so that each process sees
 * at once when the other has gone, whatever ended it.
 *
 * @param listener - Told once when an attachment that was accepted ends without `close`, and of each message.
 * @returns `null` when there is no owner at that address, or it refuses.
 */
export function attachTo(
  owner: HubFile,
  hello: AttachmentHello,
  { onGone, onMessage }: AttachmentListener,
): Promise<Attachment | null> {
  return new Promise((resolve) => {
    let closed = false
    const outgoing = request({
      host: owner.host,
      port: owner.port,
      path: ATTACH_PATH,
      method: 'POST',
      agent: false,
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/x-ndjson' },
    })
    const limit = setTimeout(() => outgoing.destroy(new Error('no answer')), ANSWER_LIMIT_MS)
    const close = (): void => {
      closed = true
      outgoing.destroy()
    }
    const end = (): void => {
      if (closed) return
      close()
      onGone()
    }
    const send = (message: object): void => {
      // One that reads nothing is not told the rest.
      if (outgoing.writableLength < MAX_UNREAD_BYTES) outgoing.write(`${JSON.stringify(message)}\n`)
    }
    outgoing.on('response', (response) => {
      clearTimeout(limit)
      if (response.statusCode !== 200) {
        response.resume()
        close()
        resolve(null)
        return
      }
      readLines(response, onMessage)
      response.on('close', end)
      resolve({ owner, send, close })
    })
    outgoing.on('error', () => {
      clearTimeout(limit)
      resolve(null)
    })
    // The body never ends: its closing is the message.
    outgoing.write(`${JSON.stringify(hello)}\n`)
  })
}

function readLines(response: IncomingMessage, onMessage: (message: unknown) => void): void {
  const lines = new JsonLines(MAX_LINE)
  response.setEncoding('utf8').on('data', (text: string) => {
    for (const message of lines.push(text)) onMessage(message)
  })
}
