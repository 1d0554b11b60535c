import type { Signal } from '@cryo/conventions'

import { createForwarder } from '../forward/forwarder.ts'
import type { Forwarder } from '../forward/forwarder.ts'
import type { Fate } from '../forward/held-batches.ts'
import { createLedger } from '../forward/ledger.ts'
import { createOtlpClient } from '../forward/otlp-client.ts'
import type { OtlpClient } from '../forward/otlp-client.ts'
import { ATTACHMENT_HEADER } from '../ownership/attachments.ts'
import type { HubFile } from '../ownership/hub-file.ts'

const SIGNALS = ['traces', 'metrics'] as const
const ATTEMPT_MS = 2000
const QUEUE_BYTES = 1024 * 1024
const FLUSH_MS = 500

/** The way to the owner of the page, for a process that is attached to it. */
export class OwnerLink {
  readonly #forwarders = new Map<Signal, Forwarder>()
  readonly #clients: OtlpClient[] = []

  /** @param token - Secret of the page, where there is one. */
  constructor(owner: HubFile, hubId: string, token: string | null) {
    // What the owner did not take is not lost: it is this hub's to deliver, and counted there.
    const ledger = createLedger()
    const headers = {
      [ATTACHMENT_HEADER]: hubId,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    }
    for (const signal of SIGNALS) {
      const client = createOtlpClient({ url: `http://${hostOf(owner)}:${owner.port}/v1/${signal}`, headers })
      this.#clients.push(client)
      this.#forwarders.set(
        signal,
        createForwarder({
          signal,
          client,
          ledger,
          deadlineMs: ATTEMPT_MS,
          queueBytes: QUEUE_BYTES,
          gzip: false,
        }),
      )
    }
  }

  /** What became of the items: `delivered` to the owner, or why not. */
  async send(signal: Signal, body: Uint8Array, items: number): Promise<Fate> {
    const forwarder = this.#forwarders.get(signal)
    return forwarder === undefined ? 'rejected' : forwarder.send({ body, items })
  }

  async flush(limitMs: number): Promise<void> {
    // An owner on the same machine answers at once, or has gone.
    const shortMs = Math.min(limitMs, FLUSH_MS)
    await Promise.all([...this.#forwarders.values()].map((forwarder) => forwarder.flush(shortMs)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#forwarders.values()].map((forwarder) => forwarder.close()))
    for (const client of this.#clients) client.close()
  }
}

function hostOf({ host }: HubFile): string {
  return host.includes(':') ? `[${host}]` : host
}
