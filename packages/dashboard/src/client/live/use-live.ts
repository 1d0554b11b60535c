import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageData } from '../serialized.ts'
import type { Snapshot } from './connection.ts'
import { followHub } from './shared-connection.ts'

/** How the data come in just now. */
export type LiveState = 'connecting' | 'live' | 'lost' | 'paused' | 'refused'

/** The newest data, and how they come in. */
export interface Live {
  readonly data: PageData | null
  readonly state: LiveState
  /** When they came, on the clock of `performance.now()`. */
  readonly receivedMs: number
  /** When another process took over, in Unix milliseconds; `null`: none did. */
  readonly takenOverMs: number | null
}

const NOTHING: Live = { data: null, state: 'connecting', receivedMs: 0, takenOverMs: null }

/** Follows the hub while the page is visible and not paused. */
export function useLive(isPaused: boolean): Live {
  const [live, setLive] = useState(NOTHING)
  const last = useRef<Snapshot | null>(null)
  /** Whose events came last: what was asked for in between has no id. */
  const hub = useRef('')
  const isHidden = useHidden()
  const isIdle = isPaused || isHidden
  useFirst((data) =>
    setLive((before) =>
      before.data === null ? { ...before, data, state: 'live', receivedMs: performance.now() } : before,
    ),
  )
  useEffect(() => {
    if (isIdle) {
      setLive((before) => ({ ...before, state: 'paused' }))
      return
    }
    setLive((before) => ({
      ...before,
      state: before.data === null ? 'connecting' : 'live',
      receivedMs: performance.now(),
    }))
    const connection = followHub(
      {
        onSnapshot(snapshot) {
          const epoch = epochOf(snapshot)
          const isOther = epoch !== '' && hub.current !== '' && hub.current !== epoch
          if (epoch !== '') hub.current = epoch
          last.current = snapshot
          setLive((before) => ({
            data: snapshot.state as PageData,
            state: 'live',
            receivedMs: performance.now(),
            takenOverMs: isOther ? Date.now() : before.takenOverMs,
          }))
        },
        onLost: () => setLive((before) => ({ ...before, state: 'lost' })),
        onRefused: () => setLive((before) => ({ ...before, state: 'refused' })),
      },
      last.current,
    )
    return () => connection.close()
  }, [isIdle])
  return live
}

/** Takes what the page asked for while its script was on the way: sooner than any stream can be open. */
function useFirst(take: (data: PageData) => void): void {
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const response = await fetch('monitoring/api/status')
      if (response.ok) take((await response.json()) as PageData)
    }
    // The stream tells what is wrong.
    ask().catch(() => {})
  }, [])
}

function useHidden(): boolean {
  const [isHidden, setHidden] = useState(document.hidden)
  useEffect(() => {
    const follow = (): void => setHidden(document.hidden)
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [])
  return isHidden
}

/** The ids of a hub's events begin with its own. */
function epochOf({ id }: Snapshot): string {
  return id.split('.', 1)[0] ?? ''
}
