/** How the data come in just now. */
export type ConnectionState = 'connecting' | 'live' | 'polling' | 'paused' | 'unauthorized'

/** A connection to the hub that mends itself. */
export interface Connection {
  pause(): void
  resume(): void
}

/** Who listens to a {@link Connection}. */
export interface ConnectionListener {
  onData(data: unknown): void
  onState(state: ConnectionState): void
}

const EVENTS_URL = 'monitoring/api/events'
const STATUS_URL = 'monitoring/api/status'
/** Without an event for this long a stream is given up: something between holds it back, or the hub is gone. */
const SILENCE_MS = 8000
const POLL_MS = 3000
const POLLS_BEFORE_STREAM = 10

/**
 * Starts to receive the data: by an event stream, or by asking each 3 s where streams do not come through. Nothing is
 * open while the page is hidden or paused.
 */
export function startConnection(listener: ConnectionListener): Connection {
  let stream: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let polls = 0
  let paused = false

  function stop(): void {
    clearTimeout(timer)
    stream?.close()
    stream = null
  }

  function listen(): void {
    stop()
    listener.onState('connecting')
    const opened = new EventSource(EVENTS_URL)
    stream = opened
    timer = setTimeout(poll, SILENCE_MS)
    opened.addEventListener('status', (event) => {
      clearTimeout(timer)
      timer = setTimeout(poll, SILENCE_MS)
      listener.onState('live')
      listener.onData(JSON.parse(event.data as string))
    })
    opened.addEventListener('error', () => {
      // While it is only interrupted the browser connects again by itself; a refusal is final.
      if (opened === stream && opened.readyState === EventSource.CLOSED) poll()
    })
  }

  function poll(): void {
    stop()
    polls += 1
    if (polls > POLLS_BEFORE_STREAM) {
      polls = 0
      listen()
      return
    }
    timer = setTimeout(poll, POLL_MS)
    void ask()
  }

  async function ask(): Promise<void> {
    try {
      const response = await fetch(STATUS_URL, { signal: AbortSignal.timeout(POLL_MS) })
      const data: unknown = response.ok ? await response.json() : null
      if (stream !== null || isIdle()) return
      if (response.status === 401) listener.onState('unauthorized')
      if (!response.ok) return
      listener.onState('polling')
      listener.onData(data)
    } catch {
      // The next poll tells; how old the figures are is on the page meanwhile.
    }
  }

  function isIdle(): boolean {
    return paused || document.hidden
  }

  function follow(): void {
    if (isIdle()) {
      stop()
      listener.onState('paused')
    } else listen()
  }

  document.addEventListener('visibilitychange', follow)
  follow()
  return {
    pause() {
      paused = true
      follow()
    },
    resume() {
      paused = false
      follow()
    },
  }
}
