import { StateFeed } from './state-feed.ts'

const encoder = new TextEncoder()
const HEARTBEAT = encoder.encode(': still here\n\n')
const HEARTBEAT_MS = 10_000
/** Browsers ask again after this long when a stream breaks. */
const RETRY = encoder.encode('retry: 2000\n\n')
/** A client that has not read this much gets nothing further until it has; then what it missed, or all of it. */
const MAX_UNREAD_BYTES = 256 * 1024
/** The state is kept so long after the last one left, for those who come back. */
const KEEP_MS = 30_000

/** All open server-sent event streams; they share one computation and one copy of each event. */
export interface EventStreams {
  readonly size: number
  /**
   * Opens a stream that ends when `closing` aborts; `null` if there are too many.
   *
   * @param after - Id of the last event that the client has: it gets only what changed since.
   */
  open(closing?: AbortSignal, after?: string): ReadableStream<Uint8Array> | null
}

/** How streams are made. */
export interface EventStreamsOptions {
  readonly intervalMs: number
  readonly maxStreams: number
  /** Tells the ids of these streams from those of another hub. */
  readonly epoch: string
}

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  /** Number of the state that it has; 0: none. */
  has: number
}

/**
 * Makes streams of the hub's state: the event `state` has all of it, `delta` what changed, once each `intervalMs`.
 *
 * @param compute - Called once per interval for all streams, never while a call is pending, never without a stream; what
 *   it returned is not changed any more. A failure skips the event; comments keep the connection alive every 10 s
 *   without one.
 */
export function createEventStreams(compute: () => unknown, options: EventStreamsOptions): EventStreams {
  const clients = new Set<Client>()
  const feed = new StateFeed(options.epoch)
  let timer: NodeJS.Timeout | undefined
  let forgetting: NodeJS.Timeout | undefined
  let computing = false
  let lastSentMs = 0

  function catchUp(client: Client): void {
    if ((client.controller.desiredSize ?? 0) <= 0) return
    for (const event of feed.eventsAfter(client.has)) client.controller.enqueue(event)
    client.has = feed.latest
  }

  async function tick(): Promise<void> {
    if (!computing) {
      computing = true
      try {
        const before = feed.latest
        feed.put(await compute())
        for (const client of clients) catchUp(client)
        if (feed.latest !== before) lastSentMs = performance.now()
      } catch {
        feed.clear()
      }
      computing = false
    }
    if (clients.size > 0 && performance.now() - lastSentMs >= HEARTBEAT_MS) beat()
  }

  function beat(): void {
    lastSentMs = performance.now()
    for (const { controller } of clients) if ((controller.desiredSize ?? 0) > 0) controller.enqueue(HEARTBEAT)
  }

  function add(client: Client): void {
    clients.add(client)
    client.controller.enqueue(RETRY)
    if (timer !== undefined) {
      catchUp(client)
      return
    }
    clearTimeout(forgetting)
    lastSentMs = performance.now()
    timer = setInterval(() => void tick(), options.intervalMs).unref()
    void tick()
  }

  function remove(client: Client): void {
    clients.delete(client)
    if (clients.size > 0) return
    clearInterval(timer)
    timer = undefined
    forgetting = setTimeout(() => feed.clear(), KEEP_MS).unref()
  }

  return {
    get size() {
      return clients.size
    },
    open(closing, after = '') {
      if (clients.size >= options.maxStreams || closing?.aborted === true) return null
      let leave: () => void
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const client: Client = { controller, has: feed.numberOf(after) }
            const end = (): void => {
              remove(client)
              clearTimeout(forgetting)
              controller.close()
            }
            leave = () => {
              remove(client)
              closing?.removeEventListener('abort', end)
            }
            closing?.addEventListener('abort', end, { once: true })
            add(client)
          },
          cancel: () => leave(),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
      )
    },
  }
}
