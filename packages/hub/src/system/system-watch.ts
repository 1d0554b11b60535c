import type { SystemSampler } from './system-sampler.ts'

/** The second sample follows the first at once: the processor's use lies between two. */
const SECOND_SAMPLE_MS = 1000

/** Samples the machine from time to time, while this hub is the one that reports it. */
export class SystemWatch {
  readonly #sampler: SystemSampler
  readonly #intervalMs: () => number
  readonly #onSample: () => void
  #timer: NodeJS.Timeout | undefined
  #running = false

  /** @param onSample - Called after each sample. */
  constructor(sampler: SystemSampler, intervalMs: () => number, onSample: () => void) {
    this.#sampler = sampler
    this.#intervalMs = intervalMs
    this.#onSample = onSample
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    void this.#sample(() => Math.min(SECOND_SAMPLE_MS, this.#intervalMs()))
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
    this.#sampler.clear()
  }

  async #sample(nextInMs: () => number): Promise<void> {
    const taken = await this.#sampler.sample()
    if (!this.#running) {
      this.#sampler.clear()
      return
    }
    if (taken) this.#onSample()
    this.#timer = setTimeout(() => void this.#sample(this.#intervalMs), nextInMs())
  }
}
