import type { AttachReply, AttachRequest } from '@cryo/dashboard'

import type { AttachmentHello } from './attachment-client.ts'

/** Header by which the requests of an attached process are told from those of strangers. */
export const ATTACHMENT_HEADER = 'x-cryo-attachment'
/** A hello is one line of JSON; a resource with long attributes still fits. */
const MAX_HELLO_BYTES = 64 * 1024
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

/** The processes that are attached to this owner. */
export class Attachments {
  readonly #attached = new Map<string, Attached>()
  readonly #onGone: (hello: AttachmentHello) => void
  #hasNew = false

  /** @param onGone - Called once for each process, when its attachment ends. */
  constructor(onGone: (hello: AttachmentHello) => void) {
    this.#onGone = onGone
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
    for (const { hello, send } of this.#attached.values()) {
      const message = toMessage(hello)
      if (message !== null) send(`${JSON.stringify(message)}\n`)
    }
  }

  /** Takes a process in; its request ends when it goes. */
  async accept({ body, signal }: AttachRequest): Promise<AttachReply> {
    const reader = body.getReader()
    const hello = await readHello(reader)
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
    const leave = (): void => {
      if (this.#attached.get(hello.hubId) !== attached) return
      this.#attached.delete(hello.hubId)
      this.#onGone(hello)
    }
    signal.addEventListener('abort', leave, { once: true })
    void drain(reader).finally(leave)
    return { accepted: true, messages }
  }
}

async function readHello(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<AttachmentHello | null> {
  let text = ''
  const decoder = new TextDecoder()
  while (!text.includes('\n')) {
    const { done, value } = await reader.read()
    if (done || text.length + value.byteLength > MAX_HELLO_BYTES) return null
    text += decoder.decode(value, { stream: true })
  }
  return parseHello(text.slice(0, text.indexOf('\n')))
}

function parseHello(line: string): AttachmentHello | null {
  try {
    const hello = JSON.parse(line) as Partial<AttachmentHello> | null
    const { hubId, pid, resource } = hello ?? {}
    const whole =
      typeof hubId === 'string' &&
      hubId !== '' &&
      typeof pid === 'number' &&
      typeof resource === 'object' &&
      resource !== null
    return whole ? { hubId, pid, resource } : null
  } catch {
    return null
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done) continue
  } catch {
    // The connection broke: the same as its end.
  }
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
