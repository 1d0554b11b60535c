import { randomUUID } from 'node:crypto'

import type { AlertRequestName, AlertRequests } from './alert-requests.ts'

const LIMIT_MS = 10_000

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: Error) => void
}

/** Asks the owner of the page, over the line of an attached process. */
export class OwnerRequests {
  readonly #send: (message: object) => boolean
  readonly #pending = new Map<string, Pending>()

  /** @param send - Sends the owner a message; `false` where there is none. */
  constructor(send: (message: object) => boolean) {
    this.#send = send
  }

  /** @throws Error where the owner has gone, does not answer within 10 s, or could not do it. */
  async ask<Name extends AlertRequestName>(
    name: Name,
    argument: AlertRequests[Name]['argument'],
  ): Promise<unknown> {
    const id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const limit = setTimeout(
      () => reject(new Error('the process that serves the page did not answer')),
      LIMIT_MS,
    )
    limit.unref()
    this.#pending.set(id, { resolve, reject })
    try {
      if (!this.#send({ type: 'request', id, name, argument }))
        throw new Error('no process serves the page now')
      return await promise
    } finally {
      clearTimeout(limit)
      this.#pending.delete(id)
    }
  }

  /** Takes an answer of the owner's. */
  take({ type, id, value, message }: Readonly<Record<string, unknown>>): void {
    const pending = this.#pending.get(String(id))
    if (type === 'answer') pending?.resolve(value)
    else if (type === 'failure') pending?.reject(new Error(String(message)))
  }

  /** The owner has gone: what it was asked is not answered any more. */
  fail(): void {
    for (const { reject } of this.#pending.values())
      reject(new Error('the process that serves the page has gone'))
  }
}
