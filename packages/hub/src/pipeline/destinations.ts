import type { Signal } from '@cryo/conventions'
import type { ControlBlock } from '@cryo/protocol'

import type { Collector } from './collector.ts'
import type { Outlets } from './outlets.ts'
import type { OwnerLink } from './owner-link.ts'

/** All that telemetry of this process is sent to: the collector, and the owner of the page. */
export class Destinations implements Outlets {
  collector: Collector | null = null
  owner: OwnerLink | null = null
  readonly #control: ControlBlock

  constructor(control: ControlBlock) {
    this.#control = control
  }

  get isOpen(): boolean {
    return this.collector !== null || this.owner !== null
  }

  /** Resolves when the items are safe: with the collector, which counts them, else with the owner. */
  async send(signal: Signal, body: Uint8Array, items: number): Promise<void> {
    const shown = this.owner?.send(signal, body, items)
    if (this.collector?.takes(signal) === true) {
      await this.collector.send(signal, body, items)
      return
    }
    const fate = await shown
    this.#control.count(signal, fate ?? 'delivered', items)
  }

  /** The owner alone: for what others bring to the collector. */
  get withoutCollector(): Outlets {
    const isOpen = (): boolean => this.owner !== null
    return {
      get isOpen() {
        return isOpen()
      },
      send: async (signal, body, items) => {
        const fate = await this.owner?.send(signal, body, items)
        this.#control.count(signal, fate ?? 'delivered', items)
      },
      flush: async (limitMs) => this.owner?.flush(limitMs),
    }
  }

  async flush(limitMs: number): Promise<void> {
    await Promise.all([this.collector?.flush(limitMs), this.owner?.flush(limitMs)])
  }

  async close(): Promise<void> {
    await Promise.all([this.collector?.close(), this.owner?.close()])
  }
}
