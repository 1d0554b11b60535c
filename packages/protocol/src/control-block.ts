import { DROP_REASONS, SIGNALS } from '@cryo/conventions'
import type { DropReason, Signal } from '@cryo/conventions'

/** States of the hub as {@link ControlBlock.hubState} tells them. */
export const HUB_STATE = { none: 0, starting: 1, running: 2, closed: 3 } as const
export type HubState = (typeof HUB_STATE)[keyof typeof HUB_STATE]

/**
 * States of a worker thread of the application as {@link ControlBlock.sourceState} tells them: it records, it has
 * ended, and the hub has read the last of it.
 */
export const SOURCE_STATE = { recording: 0, ended: 1, read: 2 } as const
export type SourceState = (typeof SOURCE_STATE)[keyof typeof SOURCE_STATE]

// 32-bit slots: they are read and written with Atomics by both threads.
const HUB_STATE_SLOT = 0
const HUB_BEAT_MS = 1
const LOOP_BEAT_MS = 2
const RING_WRITTEN = 3
const RING_RELEASED = 4
const RING_OWNER = 5
const FLUSH_REQUESTED = 6
const FLUSH_DONE = 7
const HAS_DESTINATION = 8
const SOURCE_STATE_SLOT = 9
const FLUSH_STARTED = 10
const INT_SLOTS = 16

// 64-bit counters, a bank for each side, so that each slot has one writing thread; they outlive a hub that dies.
/** Everything that is counted for each signal. */
export const COUNTERS: readonly Counter[] = ['produced', 'delivered', 'spooled', ...DROP_REASONS]
const INT_BYTES = INT_SLOTS * 4
const BANK_SLOTS = SIGNALS.length * COUNTERS.length
const BANK_BYTES = BANK_SLOTS * 8
const CONTROL_BYTES = INT_BYTES + 2 * BANK_BYTES

/** Which thread holds a control block: each counts in a bank of its own. */
export type ControlSide = 'application' | 'hub'

/** What is counted for each signal: produced = delivered + spooled + each drop reason + waiting. */
export type Counter = 'produced' | 'delivered' | 'spooled' | DropReason

const SLOTS = Object.fromEntries(
  SIGNALS.map((signal, row) => [
    signal,
    Object.fromEntries(COUNTERS.map((counter, column) => [counter, row * COUNTERS.length + column])),
  ]),
) as Record<Signal, Record<Counter, number>>

/**
 * Milliseconds of a monotonic clock that all threads of a process share, as a 32-bit number that wraps
 * after 24 days; only differences mean something.
 */
export function readSharedClockMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return ((seconds % 2_000_000) * 1000 + Math.floor(nanoseconds / 1e6)) | 0
}

/**
 * The shared block: how the application's thread and the hub see one another without a message.
 *
 * Back-pressure, the hub's life and the exact account of what was lost all come from here.
 */
export class ControlBlock {
  readonly buffer: SharedArrayBuffer
  readonly ints: Int32Array
  readonly #own: Float64Array
  readonly #other: Float64Array

  constructor(side: ControlSide, buffer: SharedArrayBuffer = new SharedArrayBuffer(CONTROL_BYTES)) {
    this.buffer = buffer
    this.ints = new Int32Array(buffer, 0, INT_SLOTS)
    const first = new Float64Array(buffer, INT_BYTES, BANK_SLOTS)
    const second = new Float64Array(buffer, INT_BYTES + BANK_BYTES, BANK_SLOTS)
    this.#own = side === 'application' ? first : second
    this.#other = side === 'application' ? second : first
  }

  get hubState(): HubState {
    return Atomics.load(this.ints, HUB_STATE_SLOT) as HubState
  }

  set hubState(state: HubState) {
    Atomics.store(this.ints, HUB_STATE_SLOT, state)
    Atomics.notify(this.ints, HUB_STATE_SLOT)
  }

  get sourceState(): SourceState {
    return Atomics.load(this.ints, SOURCE_STATE_SLOT) as SourceState
  }

  /** Notes that the thread has ended, by itself or by the one that saw it go. */
  endSource(): void {
    Atomics.compareExchange(this.ints, SOURCE_STATE_SLOT, SOURCE_STATE.recording, SOURCE_STATE.ended)
  }

  /** Notes that the hub has read the last of a thread that has ended: nobody needs its memory any more. */
  retireSource(): void {
    Atomics.store(this.ints, SOURCE_STATE_SLOT, SOURCE_STATE.read)
  }

  /** Called by the hub at least every 100 ms. */
  beatHub(): void {
    Atomics.store(this.ints, HUB_BEAT_MS, readSharedClockMs())
  }

  /** Milliseconds since the hub's last beat; how long it has been busy or dead. */
  get hubAgeMs(): number {
    return (readSharedClockMs() - Atomics.load(this.ints, HUB_BEAT_MS)) | 0
  }

  /** Called by the application's event loop on its periodic tick. */
  beatLoop(): void {
    Atomics.store(this.ints, LOOP_BEAT_MS, readSharedClockMs())
  }

  /** Milliseconds since the application's event loop last turned. */
  get loopAgeMs(): number {
    return (readSharedClockMs() - Atomics.load(this.ints, LOOP_BEAT_MS)) | 0
  }

  /** Bytes ever written to the ring, modulo 2^32. */
  get ringWritten(): number {
    return Atomics.load(this.ints, RING_WRITTEN) >>> 0
  }

  set ringWritten(position: number) {
    Atomics.store(this.ints, RING_WRITTEN, position | 0)
  }

  /** Bytes of the ring that the writer may overwrite, modulo 2^32: what they held is safe elsewhere. */
  get ringReleased(): number {
    return Atomics.load(this.ints, RING_RELEASED) >>> 0
  }

  set ringReleased(position: number) {
    Atomics.store(this.ints, RING_RELEASED, position | 0)
  }

  /**
   * Takes the ring from the hub for good, because the application ends and the hub does not answer.
   * A hub that wakes up later finds {@link ringTaken} and leaves the ring alone.
   */
  takeRing(): void {
    Atomics.store(this.ints, RING_OWNER, 1)
  }

  get ringTaken(): boolean {
    return Atomics.load(this.ints, RING_OWNER) === 1
  }

  /** Whether anything has to leave this process: a collector is configured or an owner is attached to. */
  get hasDestination(): boolean {
    return Atomics.load(this.ints, HAS_DESTINATION) === 1
  }

  set hasDestination(value: boolean) {
    Atomics.store(this.ints, HAS_DESTINATION, value ? 1 : 0)
  }

  /** Asks for a last flush; the answer is {@link completeFlush} with the same number. */
  requestFlush(): number {
    return Atomics.add(this.ints, FLUSH_REQUESTED, 1) + 1
  }

  /** Notes that the hub is at it: from now on it may be slow, but it is not stuck before it began. */
  startFlush(request: number): void {
    Atomics.store(this.ints, FLUSH_STARTED, request)
  }

  hasStartedFlush(request: number): boolean {
    return Atomics.load(this.ints, FLUSH_STARTED) >= request
  }

  completeFlush(request: number): void {
    Atomics.store(this.ints, FLUSH_DONE, request)
    Atomics.notify(this.ints, FLUSH_DONE)
  }

  /**
   * Blocks this thread until the hub has completed the request or the time is over.
   *
   * @param request - What {@link requestFlush} returned.
   * @param timeoutMs - At most this long, in milliseconds.
   * @returns Whether the flush was completed.
   */
  waitForFlush(request: number, timeoutMs: number): boolean {
    const done = Atomics.load(this.ints, FLUSH_DONE)
    if (done >= request) return true
    Atomics.wait(this.ints, FLUSH_DONE, done, timeoutMs)
    return Atomics.load(this.ints, FLUSH_DONE) >= request
  }

  /** Blocks this thread until the hub leaves the given state or the time is over. */
  waitWhileHubIs(state: HubState, timeoutMs: number): void {
    Atomics.wait(this.ints, HUB_STATE_SLOT, state, timeoutMs)
  }

  /** Counts in the bank of this side. */
  count(signal: Signal, counter: Counter, items: number): void {
    const slot = SLOTS[signal][counter]
    this.#own[slot] = (this.#own[slot] ?? 0) + items
  }

  /** What both sides counted. */
  counted(signal: Signal, counter: Counter): number {
    const slot = SLOTS[signal][counter]
    return (this.#own[slot] ?? 0) + (this.#other[slot] ?? 0)
  }
}
