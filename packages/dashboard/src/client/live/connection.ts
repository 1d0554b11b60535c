import { applyDelta, type Delta } from './delta.ts'

/** The hub's state, and the id of the event that brought it. */
export interface Snapshot {
  readonly id: string
  readonly state: unknown
}

/** Who listens to a {@link Connection}. */
export interface ConnectionListener {
  onSnapshot(snapshot: Snapshot): void
  /** The stream is silent or broken; it is tried again meanwhile. */
  onLost(): void
  /** This browser is not let in. */
  onRefused(): void
}

/** A connection to the hub that mends itself until it is closed. */
export interface Connection {
  close(): void
}

const EVENTS_URL = 'monitoring/api/events'
const STATUS_URL = 'monitoring/api/status'
/** Without an event for this long a stream is given up: something between holds it back, or the hub is gone. */
const SILENCE_MS = 5000
const POLL_MS = 2000
/** Where questions are answered and streams are not, one is tried again after so many. */
const POLLS_BEFORE_STREAM = 15

/**
 * Opens an event stream; where streams do not come through, asks each 2 s.
 *
 * @param last - What is known already: only what changed since is asked for.
 */
export function openConnection(listener: ConnectionListener, last: Snapshot | null): Connection {
  let known = last
  let stream: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let polls = 0
  /** Streams in a row that were given up. */
  let silent = 0
  let isClosed = false

  function take(snapshot: Snapshot): void {
    if (snapshot.id !== '') silent = 0
    known = snapshot
    listener.onSnapshot(snapshot)
  }

  function listen(): void {
    polls = 0
    const opened = new EventSource(
      known === null ? EVENTS_URL : `${EVENTS_URL}?after=${encodeURIComponent(known.id)}`,
    )
    stream = opened
    const expect = (): void => {
      clearTimeout(timer)
      timer = setTimeout(giveUp, SILENCE_MS)
    }
    expect()
    opened.addEventListener('state', (event: MessageEvent<string>) => {
      expect()
      take({ id: event.lastEventId, state: JSON.parse(event.data) })
    })
    opened.addEventListener('delta', (event: MessageEvent<string>) => {
      expect()
      if (known === null || !isNext(known.id, event.lastEventId)) {
        // Something is missing: a new stream begins with all of it.
        known = null
        stop()
        listen()
        return
      }
      take({ id: event.lastEventId, state: applyDelta(known.state, JSON.parse(event.data) as Delta) })
    })
    opened.addEventListener('error', () => {
      if (opened !== stream) return
      listener.onLost()
      // While it is only interrupted the browser connects again by itself; a refusal is final.
      if (opened.readyState === EventSource.CLOSED) giveUp()
    })
  }

  function giveUp(): void {
    silent += 1
    stop()
    listener.onLost()
    void poll()
  }

  /** @param wasGone - Whether nobody answered before: once somebody does, a stream is the next thing to try. */
  async function poll(wasGone = false): Promise<void> {
    polls += 1
    const answered = await ask()
    if (isClosed) return
    if (answered && (wasGone || silent <= 1 || polls >= POLLS_BEFORE_STREAM)) listen()
    else timer = setTimeout(() => void poll(!answered), POLL_MS)
  }

  async function ask(): Promise<boolean> {
    try {
      const response = await fetch(STATUS_URL, { signal: AbortSignal.timeout(POLL_MS) })
      if (isClosed) return false
      if (response.status === 401) listener.onRefused()
      if (!response.ok) return false
      const state: unknown = await response.json()
      if (!isClosed) take({ id: '', state })
      return true
    } catch {
      // The next question tells; how old the figures are is on the page meanwhile.
      return false
    }
  }

  function stop(): void {
    clearTimeout(timer)
    stream?.close()
    stream = null
  }

  listen()
  return {
    close() {
      isClosed = true
      stop()
    },
  }
}

/** Whether the second id is the one that follows the first: `<epoch>.<number>`. */
function isNext(before: string, id: string): boolean {
  const [epoch, number] = before.split('.')
  return id === `${epoch}.${Number(number) + 1}`
}
