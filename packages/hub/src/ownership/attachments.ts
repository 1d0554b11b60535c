import type { AttachReply, AttachRequest } from '@cryo/dashboard'

import type { AttachmentHello } from './attachment-client.ts'
import { JsonLines } from './json-lines.ts'

/** Header by which the requests of an attached process are told from those of strangers. */
export const ATTACHMENT_HEADER = 'x-cryo-attachment'
/** What a line may be long: a resource with long attributes still fits. */
const MAX_LINE = 64 * 1024
/** What may wait for a process that does not read. */
const MAX_UNREAD_BYTES = 256 * 1024

/** A process that is attached. */
interface Attached {
  readonly hello: AttachmentHello
  /** Sends it a line. */
  readonly send: (line: string) => void
  /** When it was heard last, in Unix milliseconds. */
  heardMs: number
}

/** Who is told of processes that are attached. */
export interface AttachmentsListener {
  /** Called once for each process, when its attachment ends. */
  readonly onGone: (hello: AttachmentHello) => void
  /** Called once for each process before that. */
  readonly onCome: (hello: AttachmentHello) => void
  /** What a process says beside its telemetry, parsed. */
  readonly onMessage: (hello: AttachmentHello, message: unknown) => void
}

/** The processes that are attached to this owner. */
export class Attachments {
  readonly #attached = new Map<string, Attached>()
  readonly #listener: AttachmentsListener
  #hasNew = false

  constructor(listener: AttachmentsListener) {
    this.#listener = listener
  }

  get size(): number {
    return this.#attached.size
  }

  /** Takes note that a process has sent something. @returns Whether it is attached. */
  hear(hubId: string | null): hubId is string {
    const attached = hubId === null ? undefined : this.#attached.get(hubId)
    if (attached === undefined) return false
    attached.heardMs = Date.now()
    return true
  }

  /** When a process was heard last, in Unix milliseconds; `null` for one that is not attached. */
  heardMs(hubId: string): number | null {
    return this.#attached.get(hubId)?.heardMs ?? null
  }

  /** Whether somebody came since the last {@link tell}. */
  get hasNew(): boolean {
    return this.#hasNew
  }

  /** Tells each process something, as one line of JSON; `null`: nothing. */
  tell(toMessage: (hello: AttachmentHello) => object | null): void {
    this.#hasNew = false
    for (const { hello } of this.#attached.values()) {
      const message = toMessage(hello)
      if (message !== null) this.send(hello.hubId, message)
    }
  }

  /** Tells one process something, as one line of JSON. */
  send(hubId: string, message: object): void {
    this.#attached.get(hubId)?.send(`${JSON.stringify(message)}\n`)
  }

  /** Takes a process in; its request ends when it goes. */
  async accept({ body, signal }: AttachRequest): Promise<AttachReply> {
    const lines = readLines(body)
    const { value: first } = await lines.next()
    const hello = toHello(first)
    if (hello === null)
      return {
        accepted: false,
        status: 409,
        message: 'the first line must be a hello of an attaching process',
      }
    const { messages, send } = createMessages(signal)
    const attached = { hello, send, heardMs: Date.now() }
    this.#attached.set(hello.hubId, attached)
    this.#hasNew = true
    this.#listener.onCome(hello)
    const leave = (): void => {
      if (this.#attached.get(hello.hubId) !== attached) return
      this.#attached.delete(hello.hubId)
      this.#listener.onGone(hello)
    }
    signal.addEventListener('abort', leave, { once: true })
    // One that says what nobody understands is let go; the hub of everybody lives on.
    void this.#listen(hello, lines)
      .catch(() => {})
      .finally(leave)
    return { accepted: true, messages }
  }

  async #listen(hello: AttachmentHello, lines: AsyncIterable<unknown>): Promise<void> {
    for await (const message of lines) this.#listener.onMessage(hello, message)
  }
}

/** The messages of a process, until its connection ends, however that comes. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown, undefined> {
  const decoder = new TextDecoder()
  const lines = new JsonLines(MAX_LINE)
  try {
    for await (const chunk of body) yield* lines.push(decoder.decode(chunk, { stream: true }))
  } catch {
    // The connection broke: the same as its end.
  }
  return undefined
}

function toHello(message: unknown): AttachmentHello | null {
  const { hubId, pid, resource, startedMs, handlers } = (message ?? {}) as Partial<AttachmentHello>
  const whole =
    typeof hubId === 'string' &&
    hubId !== '' &&
    typeof pid === 'number' &&
    typeof resource === 'object' &&
    resource !== null
  return whole
    ? { hubId, pid, resource, startedMs: Number(startedMs ?? Date.now()), handlers: Number(handlers ?? 0) }
    : null
}

/** The answer: one line now, others when there is something to tell, its end when we go. */
function createMessages(signal: AbortSignal): {
  readonly messages: ReadableStream<Uint8Array>
  readonly send: (line: string) => void
} {
  const encoder = new TextEncoder()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
  )
  const writer = writable.getWriter()
  const send = (line: string): void => {
    // One that reads nothing is not told the rest.
    if ((writer.desiredSize ?? 0) > 0) writer.write(encoder.encode(line)).catch(() => {})
  }
  send('{"attached":true}\n')
  signal.addEventListener('abort', () => void writer.close().catch(() => {}), { once: true })
  return { messages: readable, send }
}
