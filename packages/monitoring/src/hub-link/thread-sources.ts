import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

import { ControlBlock, SOURCE_STATE, THREADS_CHANNEL } from '@cryo/protocol'
import type { HubCall, SourceAnnouncement, SourceShare } from '@cryo/protocol'

import type { LastBatch } from './last-batches.ts'
import { watchWorkers } from './watch-workers.ts'

/** A worker thread of the application that the hub has not finished with. */
interface ThreadSource {
  readonly control: ControlBlock
  readonly share: SourceShare
  /** The ring's table, as far as it was announced. */
  readonly strings: string[]
  readonly announcements: SourceAnnouncement[]
  /** Announcements that are known and come again, in the same order: a hub has called. */
  repeated: number
}

/**
 * The worker threads of the application as its main thread knows them. Their shared memory is held here until
 * the hub has read the last of it: it outlives a thread that ends before there is a hub, and a hub that dies.
 */
export class ThreadSources {
  readonly #threads = new Map<number, ThreadSource>()
  readonly #relay: (announcement: SourceAnnouncement) => void
  readonly #unwatch: () => void
  /** Opened for the first worker thread: most applications have none. */
  #channel: BroadcastChannel | null = null

  /** @param relay - Passes an announcement on to the hub, which may know it already. */
  constructor(relay: (announcement: SourceAnnouncement) => void) {
    this.#relay = relay
    this.#unwatch = watchWorkers({
      onStart: () => this.#open(),
      onGone: (source) => {
        // The hub is a worker too, and the last to end.
        if (this.#channel === null) return
        this.receive()
        this.#take({ type: 'gone', source })
      },
    })
  }

  /** Takes at once what the threads have said, although the event loop has not turned. */
  receive(): void {
    // Documented to take a BroadcastChannel too, which @types/node does not know.
    const port = this.#channel as unknown as MessagePort | null
    if (port === null) return
    for (;;) {
      const received: { readonly message: Announced } | undefined = receiveMessageOnPort(port)
      if (received === undefined) return
      this.#take(received.message)
    }
  }

  /** What a hub that starts now is told of the threads. */
  recall(): {
    readonly shares: readonly SourceShare[]
    readonly announcements: readonly SourceAnnouncement[]
  } {
    this.receive()
    this.forgetRead()
    const threads = [...this.#threads.values()]
    return {
      shares: threads.map(({ share, strings }) => ({ ...share, strings })),
      announcements: threads.flatMap(({ announcements }) => announcements),
    }
  }

  /** What the threads recorded, for the spool. */
  batches(): readonly LastBatch[] {
    this.forgetRead()
    return [...this.#threads.values()].map(({ control, share, strings }) => ({
      control,
      ring: share.ring,
      strings,
      forwardsSpans: share.forwardsSpans,
    }))
  }

  /** Lets go of threads that have ended and that the hub has read to the end. */
  forgetRead(): void {
    for (const [source, { control }] of this.#threads) {
      if (control.sourceState === SOURCE_STATE.read) this.#threads.delete(source)
    }
  }

  stop(): void {
    this.#unwatch()
    this.#channel?.close()
    this.#channel = null
  }

  #open(): void {
    if (this.#channel !== null) return
    this.#channel = new BroadcastChannel(THREADS_CHANNEL)
    this.#channel.onmessage = (event: unknown) => this.#take((event as { readonly data: Announced }).data)
    this.#channel.unref()
  }

  #take(announcement: Announced): void {
    if (announcement.type === 'call') return
    if (announcement.type === 'source') {
      if (this.#add(announcement.share)) this.#relay(announcement)
      return
    }
    const thread = this.#threads.get(announcement.source)
    if (thread === undefined) return
    if (announcement.type === 'gone') thread.control.endSource()
    else if (announcement.type === 'string') thread.strings[announcement.id] = announcement.text
    else if (thread.repeated > 0) thread.repeated--
    else {
      thread.announcements.push(announcement)
      this.#relay(announcement)
    }
  }

  /** Returns whether the thread is a new one. */
  #add(share: SourceShare): boolean {
    const known = this.#threads.get(share.source)
    if (known !== undefined) {
      known.repeated = known.announcements.length
      return false
    }
    const control = new ControlBlock('application', share.control)
    if (control.sourceState === SOURCE_STATE.read) return false
    const { source, strings } = share
    this.#threads.set(source, { control, share, strings: [...strings], announcements: [], repeated: 0 })
    return true
  }
}

type Announced = SourceAnnouncement | HubCall
