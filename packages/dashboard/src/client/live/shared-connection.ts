import { openConnection, type Connection, type ConnectionListener, type Snapshot } from './connection.ts'

const NAME = 'cryo-monitoring'
/** A tab that holds the connection and says nothing for so long is asleep: this one connects by itself. */
const SILENCE_MS = 7000

type Message =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'lost' | 'refused' | 'ask' }

/**
 * Follows the hub with one connection for all tabs of this browser: a browser opens at most six to one host, and the
 * seventh tab would wait for ever. Whichever visible tab has the lock connects, and tells the others.
 */
export function followHub(listener: ConnectionListener, last: Snapshot | null): Connection {
  let known = last
  let connection: Connection | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const leaving = new AbortController()
  // Another path on this host is another hub.
  const name = `${NAME} ${new URL('monitoring', document.baseURI).href}`
  const channel = new BroadcastChannel(name)

  const inform: ConnectionListener = {
    onSnapshot(snapshot) {
      known = snapshot
      listener.onSnapshot(snapshot)
      tell({ type: 'snapshot', snapshot })
    },
    onLost() {
      listener.onLost()
      tell({ type: 'lost' })
    },
    onRefused() {
      listener.onRefused()
      tell({ type: 'refused' })
    },
  }

  function tell(message: Message): void {
    channel.postMessage(message)
  }

  function connect(): void {
    clearTimeout(timer)
    connection ??= openConnection(inform, known)
  }

  function wait(): void {
    clearTimeout(timer)
    if (connection === null && !leaving.signal.aborted) timer = setTimeout(connect, SILENCE_MS)
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type === 'ask') {
      if (connection !== null && known !== null) tell({ type: 'snapshot', snapshot: known })
      return
    }
    if (connection !== null) return
    wait()
    if (data.type === 'snapshot') {
      known = data.snapshot
      listener.onSnapshot(data.snapshot)
    } else if (data.type === 'lost') listener.onLost()
    else listener.onRefused()
  })

  // Only secure contexts have locks: over plain HTTP from another machine each tab connects by itself.
  const locks = (navigator as { locks?: LockManager }).locks
  if (locks === undefined) connect()
  else {
    wait()
    tell({ type: 'ask' })
    const hold = (): Promise<void> => {
      connect()
      return new Promise((resolve) =>
        leaving.signal.addEventListener('abort', () => resolve(), { once: true }),
      )
    }
    locks.request(name, { signal: leaving.signal }, hold).catch(() => {})
  }
  return {
    close() {
      leaving.abort()
      clearTimeout(timer)
      connection?.close()
      channel.close()
    },
  }
}
