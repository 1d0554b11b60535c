import { Worker } from 'node:worker_threads'

import { HUB_STATE, writeLogLine } from '@cryo/protocol'
import type {
  AlertDelivery,
  ControlBlock,
  HubRequestName,
  HubRequests,
  HubStart,
  MessageFromHub,
  MessageToHub,
  PriorPaces,
} from '@cryo/protocol'

/** Heap of the hub in megabytes; buffers are watched by the hub itself. */
const HUB_HEAP_MB = 96
const HUB_YOUNG_MB = 3
const FIRST_RESTART_MS = 100
const LAST_RESTART_MS = 30_000
/** A hub that died so often in a row dies whenever it starts. */
const HOPELESS_AFTER = 3
/** A hub that has not answered by then is stuck. */
const ANSWER_LIMIT_MS = 10_000
const NO_ENTRY =
  'monitoring has no hub, nothing is shown or forwarded: hub-worker.js of this version is neither beside the bundle nor installed; leave @cryo/monitoring out of the bundle (external)'
/** A hub that lived this long was well: the next restart is immediate again. */
const WELL_AFTER_MS = 60_000

interface PendingRequest {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: Error) => void
  readonly limit: NodeJS.Timeout
}

/** Settings of a {@link HubClient}. */
export interface HubClientOptions {
  readonly control: ControlBlock
  /** Finds the module that the worker runs; `null`: there is none, and never a hub. */
  readonly entry: () => URL | null
  /** What a hub is started with; asked again for each restart. */
  readonly start: (restarts: number) => HubStart
  /** Told when the hub listens, and where. */
  readonly onAddress: (url: string | null, isOwn: boolean) => void
  /** Told of an alert for the application's handlers. */
  readonly onAlert: (delivery: AlertDelivery) => void
  /** Told how long earlier runs of this service's jobs took. */
  readonly onPriorPaces: (jobs: PriorPaces) => void
}

/**
 * The application's end of the line to its hub: starts it, starts it again when it dies, asks it questions.
 * The worker never keeps the process alive, except while an answer is awaited.
 */
export class HubClient {
  readonly #options: HubClientOptions
  #worker: Worker | null = null
  #restarts = 0
  #startedAt = 0
  #stopped = false
  #hasNoEntry = false
  #toldReason = ''
  #retry: NodeJS.Timeout | null = null
  #nextId = 1
  readonly #pending = new Map<number, PendingRequest>()

  constructor(options: HubClientOptions) {
    this.#options = options
  }

  get running(): boolean {
    return this.#worker !== null
  }

  /** Whether it is of no use to wait for a hub to start. */
  get hopeless(): boolean {
    return this.#hasNoEntry || this.#restarts >= HOPELESS_AFTER
  }

  /** Starts the hub unless it runs; returns whether one runs now. */
  spawn(): boolean {
    if (this.#worker !== null) return true
    if (this.#stopped || this.#hasNoEntry) return false
    const { control, start } = this.#options
    try {
      const entry = this.#options.entry()
      if (entry === null) {
        this.#hasNoEntry = true
        writeLogLine(NO_ENTRY)
        return false
      }
      control.hubState = HUB_STATE.starting
      control.beatHub()
      const worker = new Worker(entry, {
        name: 'cryo-monitoring-hub',
        workerData: start(this.#restarts),
        resourceLimits: { maxOldGenerationSizeMb: HUB_HEAP_MB, maxYoungGenerationSizeMb: HUB_YOUNG_MB },
        // Preloads of the application would run again in the hub.
        execArgv: [],
        env: { ...process.env, NODE_OPTIONS: '' },
        stdin: false,
      })
      worker.on('message', (message: MessageFromHub) => this.#receive(message))
      // Without a listener the hub's death would be the application's.
      worker.on('error', (error) => this.#tell(error))
      worker.on('exit', () => this.#lost(worker))
      worker.unref()
      this.#worker = worker
      this.#startedAt = performance.now()
      return true
    } catch (error) {
      this.#tell(error)
      control.hubState = HUB_STATE.none
      this.#scheduleRestart()
      return false
    }
  }

  post(message: MessageToHub): void {
    this.#worker?.postMessage(message)
  }

  /**
   * Asks the hub and keeps the process alive until it answers.
   *
   * @param limitMs - At most this long; 10 s by default.
   * @throws When the hub dies or the time is over before it answers; it was stopped; or it could not do what
   * was asked.
   */
  async ask<Name extends HubRequestName>(
    name: Name,
    argument: HubRequests[Name]['argument'],
    limitMs: number = ANSWER_LIMIT_MS,
  ): Promise<HubRequests[Name]['answer']> {
    if (!this.spawn() || this.#worker === null) throw new Error('the monitoring hub is not running')
    const worker = this.#worker
    const id = this.#nextId++
    worker.ref()
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        const limit = setTimeout(
          () => reject(new Error(`the monitoring hub did not answer within ${limitMs} ms`)),
          limitMs,
        )
        this.#pending.set(id, { resolve, reject, limit })
        worker.postMessage({ type: 'request', id, name, argument } satisfies MessageToHub)
      })) as HubRequests[Name]['answer']
    } finally {
      clearTimeout(this.#pending.get(id)?.limit)
      this.#pending.delete(id)
      if (this.#pending.size === 0) this.#worker?.unref()
    }
  }

  /** Lets the hub go for good; its last flush is the caller's to ask for. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    await this.#worker?.terminate()
  }

  #receive(message: MessageFromHub): void {
    if (message.type === 'address') {
      this.#options.onAddress(message.url, message.isOwn)
      return
    }
    if (message.type === 'priorPaces') {
      this.#options.onPriorPaces(message.jobs)
      return
    }
    if (message.type === 'alert') {
      this.#options.onAlert(message)
      return
    }
    const pending = this.#pending.get(message.id)
    if (message.type === 'answer') pending?.resolve(message.value)
    else pending?.reject(new Error(message.message))
  }

  #lost(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#options.control.hubState = HUB_STATE.none
    for (const { reject } of this.#pending.values())
      reject(new Error('the monitoring hub ended before it answered'))
    if (!this.#stopped) this.#scheduleRestart()
  }

  /** A hub that dies at each start, such as one that is not permitted, must not be silent about it. */
  #tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason === this.#toldReason) return
    this.#toldReason = reason
    writeLogLine(`the monitoring hub ended and is started again: ${reason}`)
  }

  #scheduleRestart(): void {
    if (performance.now() - this.#startedAt > WELL_AFTER_MS) this.#restarts = 0
    const delayMs = Math.min(FIRST_RESTART_MS * 2 ** this.#restarts, LAST_RESTART_MS)
    this.#restarts++
    this.#retry = setTimeout(() => this.spawn(), delayMs)
    this.#retry.unref()
  }
}
