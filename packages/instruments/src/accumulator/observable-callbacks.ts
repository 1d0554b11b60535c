import type { Attributes, BatchObservableCallback, ObservableCallback } from '@opentelemetry/api'

import type { Loss } from './loss.ts'

/** How long an asynchronous callback may take. */
const TIME_LIMIT_MS = 5000

/** What callbacks observe: an instrument. */
export interface Observed {
  /** Keeps a value for the end of the collection. */
  observe(value: number, attributes: Attributes | undefined): void
  /** Ends a collection: each series takes the value that was observed, or none. */
  flush(): void
}

/** A callback with the instruments that it may observe. */
interface Registration {
  readonly callback: unknown
  readonly instruments: ReadonlySet<Observed>
  readonly call: (window: Window) => unknown
  /** Whether an earlier call has not settled yet. */
  isRunning: boolean
}

/** While it is open, what a callback observes counts. */
interface Window {
  isOpen: boolean
}

/** An asynchronous callback that was called. */
interface Call {
  readonly window: Window
  readonly settled: Promise<void>
}

/** The callbacks of all observable instruments, run one collection at a time. */
export class ObservableCallbacks {
  readonly #loss: Loss
  readonly #instruments: Observed[] = []
  #registrations: readonly Registration[] = []
  #collection: Promise<void> | null = null

  constructor(loss: Loss) {
    this.#loss = loss
  }

  /** Makes an instrument take part in collections. */
  enrol(instrument: Observed): void {
    this.#instruments.push(instrument)
  }

  add(callback: ObservableCallback, instrument: Observed): void {
    const instruments = new Set([instrument])
    this.#register(callback, instruments, (window) =>
      callback({
        observe: (value, attributes) => {
          if (window.isOpen) instrument.observe(value, attributes)
          else this.#loss.ignored += 1
        },
      }),
    )
  }

  remove(callback: ObservableCallback, instrument: Observed): void {
    this.#unregister(callback, new Set([instrument]))
  }

  addBatch(callback: BatchObservableCallback, instruments: ReadonlySet<Observed>): void {
    this.#register(callback, instruments, (window) =>
      callback({
        observe: (instrument, value, attributes) => {
          const observed = instrument as unknown as Observed
          if (window.isOpen && instruments.has(observed)) observed.observe(value, attributes)
          else this.#loss.ignored += 1
        },
      }),
    )
  }

  removeBatch(callback: BatchObservableCallback, instruments: ReadonlySet<Observed>): void {
    this.#unregister(callback, instruments)
  }

  /**
   * Runs each callback once. The values are in place when this returns, but for instruments that an asynchronous
   * callback observes: theirs are when the promise resolves, at most {@link TIME_LIMIT_MS} later.
   */
  collect(): Promise<void> {
    if (this.#collection !== null) return this.#collection
    const calls: Call[] = []
    const late = new Set<Observed>()
    for (const registration of this.#registrations) {
      const call = this.#run(registration)
      if (call === undefined) continue
      calls.push(call)
      for (const instrument of registration.instruments) late.add(instrument)
    }
    for (const instrument of this.#instruments) if (!late.has(instrument)) instrument.flush()
    if (calls.length === 0) return Promise.resolve()
    this.#collection = this.#finish(calls, late)
    return this.#collection
  }

  async #finish(calls: readonly Call[], late: ReadonlySet<Observed>): Promise<void> {
    await withinLimit(calls.map(({ settled }) => settled))
    for (const { window } of calls) {
      if (window.isOpen) this.#loss.failedCallbacks += 1
      window.isOpen = false
    }
    for (const instrument of late) instrument.flush()
    this.#collection = null
  }

  /** Calls one callback; `undefined` when nothing is left to wait for. */
  #run(registration: Registration): Call | undefined {
    // A callback that never settles costs its time limit once, not at each collection.
    if (registration.isRunning) {
      this.#loss.failedCallbacks += 1
      return undefined
    }
    const window = { isOpen: true }
    try {
      const outcome = registration.call(window)
      if (isThenable(outcome)) {
        registration.isRunning = true
        return { window, settled: this.#settle(registration, window, outcome) }
      }
    } catch {
      this.#loss.failedCallbacks += 1
    }
    window.isOpen = false
    return undefined
  }

  async #settle(registration: Registration, window: Window, outcome: PromiseLike<unknown>): Promise<void> {
    try {
      await outcome
    } catch {
      // Once the window is closed its end was counted already.
      if (window.isOpen) this.#loss.failedCallbacks += 1
    }
    window.isOpen = false
    registration.isRunning = false
  }

  #register(callback: unknown, instruments: ReadonlySet<Observed>, call: (window: Window) => unknown): void {
    if (this.#registrations.some((known) => isSame(known, callback, instruments))) return
    // A new list: a callback may register another while the old list is walked.
    this.#registrations = [...this.#registrations, { callback, instruments, call, isRunning: false }]
  }

  #unregister(callback: unknown, instruments: ReadonlySet<Observed>): void {
    this.#registrations = this.#registrations.filter((known) => !isSame(known, callback, instruments))
  }
}

function isSame(known: Registration, callback: unknown, instruments: ReadonlySet<Observed>): boolean {
  if (known.callback !== callback || known.instruments.size !== instruments.size) return false
  return [...instruments].every((instrument) => known.instruments.has(instrument))
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

async function withinLimit(pending: readonly Promise<void>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, TIME_LIMIT_MS)
  timer.unref()
  await Promise.race([Promise.all(pending), promise])
  clearTimeout(timer)
}
