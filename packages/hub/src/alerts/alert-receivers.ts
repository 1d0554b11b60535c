import type { Alert, HandlerOutcome } from '@cryo/protocol'

import type { AttachmentHello } from '../ownership/attachment-client.ts'

/** Longer than the handlers of a process may take, which all run side by side. */
const ANSWER_LIMIT_MS = 15_000

/** A process that may have handlers. */
export interface AlertReceiver {
  readonly service: string
  readonly namespace: string
  /** When the process started, in Unix milliseconds. */
  readonly startedMs: number
  /** Sends it an alert, to be answered by the id of the notification. */
  readonly send: (id: string, alert: Alert) => void
  /** How many handlers it has. */
  handlers: number
}

interface Awaited {
  readonly receiver: AlertReceiver
  readonly settle: (outcome: HandlerOutcome | null) => void
}

/** The processes whose handlers can be called: this one, and those that are attached. */
export class AlertReceivers {
  readonly #receivers = new Map<string, AlertReceiver>()
  readonly #awaited = new Map<string, Awaited>()

  /** @param key - Tells the process from others. */
  add(key: string, receiver: AlertReceiver): void {
    this.#receivers.set(key, receiver)
  }

  /** The process has gone: what it was asked is not answered any more. */
  remove(key: string): void {
    const gone = this.#receivers.get(key)
    this.#receivers.delete(key)
    for (const { receiver, settle } of this.#awaited.values()) if (receiver === gone) settle(null)
  }

  /** Whether there is anybody to tell. */
  get hasHandlers(): boolean {
    return this.#receivers.values().some(({ handlers }) => handlers > 0)
  }

  setHandlers(key: string, count: number): void {
    const receiver = this.#receivers.get(key)
    if (receiver !== undefined) receiver.handlers = count
  }

  /**
   * Who is to be asked, in this order: processes of the service that the alert is about, the oldest first, then those of
   * others, since it may be about the end of a process.
   */
  candidates({ labels }: Alert): AlertReceiver[] {
    const isOwn = ({ service, namespace }: AlertReceiver): number =>
      service === labels['service_name'] && namespace === (labels['service_namespace'] ?? '') ? 0 : 1
    return [...this.#receivers.values()]
      .filter(({ handlers }) => handlers > 0)
      .toSorted((left, right) => isOwn(left) - isOwn(right) || left.startedMs - right.startedMs)
  }

  /**
   * Lets the handlers of a process run; `null` where it did not answer in time, or has gone. One process is asked at a time.
   *
   * @param id - Of the notification: a process that is asked twice runs its handlers once, and gives the answer again.
   */
  ask(receiver: AlertReceiver, id: string, alert: Alert): Promise<HandlerOutcome | null> {
    return new Promise((resolve) => {
      const settle = (outcome: HandlerOutcome | null): void => {
        clearTimeout(limit)
        this.#awaited.delete(id)
        resolve(outcome)
      }
      const limit = setTimeout(() => settle(null), ANSWER_LIMIT_MS)
      limit.unref()
      this.#awaited.set(id, { receiver, settle })
      receiver.send(id, alert)
    })
  }

  /** Takes an answer. @param key - Of the process that it came from. */
  answer(key: string, id: string, outcome: HandlerOutcome): void {
    const awaited = this.#awaited.get(id)
    if (awaited !== undefined && awaited.receiver === this.#receivers.get(key)) awaited.settle(outcome)
  }
}

/** The receiver for a process that introduced itself. */
export function toReceiver(
  { resource, startedMs, handlers }: AttachmentHello,
  send: (id: string, alert: Alert) => void,
): AlertReceiver {
  return {
    service: String(resource['service.name'] ?? ''),
    namespace: String(resource['service.namespace'] ?? ''),
    startedMs,
    send,
    handlers,
  }
}
