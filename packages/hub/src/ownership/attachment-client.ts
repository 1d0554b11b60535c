import { request } from 'node:http'

import type { HubFile } from './hub-file.ts'

/** How a process introduces itself to the owner. */
export interface AttachmentHello {
  readonly hubId: string
  readonly pid: number
  readonly resource: Readonly<Record<string, string | number>>
}

/** An open attachment; it ends when either process goes. */
export interface Attachment {
  readonly owner: HubFile
  close(): void
}

const ANSWER_LIMIT_MS = 2000

/** Path on which the owner accepts attachments. */
export const ATTACH_PATH = '/monitoring/api/attach'

/**
 * Attaches to the owner of the folder: one request that stays open on both sides, so that each process sees
 * at once when the other has gone, whatever ended it.
 *
 * @param onGone - Called once, when an attachment that was accepted ends without `close`.
 * @returns `null` when there is no owner at that address, or it refuses.
 */
export function attachTo(
  owner: HubFile,
  hello: AttachmentHello,
  onGone: () => void,
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
    outgoing.on('response', (response) => {
      clearTimeout(limit)
      response.resume()
      if (response.statusCode !== 200) {
        close()
        resolve(null)
        return
      }
      response.on('close', end)
      resolve({ owner, close })
    })
    outgoing.on('error', () => {
      clearTimeout(limit)
      resolve(null)
    })
    // The body never ends: its closing is the message.
    outgoing.write(`${JSON.stringify(hello)}\n`)
  })
}
