const encoder = new TextEncoder()
const HEARTBEAT = encoder.encode(': still here\n\n')
const HEARTBEAT_MS = 10_000
/** Browsers ask again after this long when a stream breaks. */
const RETRY = encoder.encode('retry: 2000\n\n')
/** A client that has not read this much gets no further event until it has: each event is the whole state. */
const MAX_UNREAD_BYTES = 256 * 1024

/** All open server-sent event streams; they share one computation and one copy of each event. */
export interface EventStreams {
  readonly size: number
  /** Opens a stream that ends when `closing` aborts; `null` if there are too many. */
  open(closing?: AbortSignal): ReadableStream<Uint8Array> | null
}

type Controller = ReadableStreamDefaultController<Uint8Array>

/**
 * Makes streams of the event `status`: once when a stream opens, then each `intervalMs`.
 *
 * @param compute - Called once per interval for all streams, never while a call is pending, never without a stream.
 *   A failure skips the event; comments keep the connection alive every 10 s without one.
 */
export function createEventStreams(
  compute: () => unknown,
  limits: { readonly intervalMs: number; readonly maxStreams: number },
): EventStreams {
  const open = new Set<Controller>()
  let timer: NodeJS.Timeout | undefined
  let latest: Uint8Array | null = null
  let computing = false
  let lastSentMs = 0

  function send(bytes: Uint8Array): void {
    lastSentMs = performance.now()
    for (const controller of open) if ((controller.desiredSize ?? 0) > 0) controller.enqueue(bytes)
  }

  async function tick(): Promise<void> {
    if (!computing) {
      computing = true
      try {
        latest = encoder.encode(`event: status\ndata: ${JSON.stringify(await compute())}\n\n`)
        if (open.size > 0) send(latest)
      } catch {
        latest = null
      }
      computing = false
    }
    if (open.size > 0 && performance.now() - lastSentMs >= HEARTBEAT_MS) send(HEARTBEAT)
  }

  function add(controller: Controller): void {
    open.add(controller)
    controller.enqueue(RETRY)
    if (latest !== null) controller.enqueue(latest)
    if (timer !== undefined) return
    lastSentMs = performance.now()
    timer = setInterval(() => void tick(), limits.intervalMs).unref()
    void tick()
  }

  function remove(controller: Controller): void {
    open.delete(controller)
    if (open.size > 0) return
    clearInterval(timer)
    timer = undefined
    latest = null
  }

  return {
    get size() {
      return open.size
    },
    open(closing) {
      if (open.size >= limits.maxStreams || closing?.aborted === true) return null
      let leave: () => void
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const end = (): void => {
              remove(controller)
              controller.close()
            }
            leave = () => {
              remove(controller)
              closing?.removeEventListener('abort', end)
            }
            closing?.addEventListener('abort', end, { once: true })
            add(controller)
          },
          cancel: () => leave(),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
      )
    },
  }
}
