import { DROP_REASONS, SIGNALS } from '@cryo/conventions'
import type { ControlBlock, PipelineReport } from '@cryo/protocol'

type Signal = (typeof SIGNALS)[number]

/** Tells what became of what was recorded, and when something was lost last. */
export class PipelineReporter {
  readonly #control: ControlBlock
  /** By signal: how much had been lost when that was looked at last, and when it had become more. */
  readonly #losses = new Map<Signal, { lost: number; atMs: number }>()

  constructor(control: ControlBlock) {
    this.#control = control
  }

  /** Takes note of losses; called every few seconds. */
  observe(timeMs: number): void {
    for (const signal of SIGNALS) {
      const lost = DROP_REASONS.reduce((sum, reason) => sum + this.#control.counted(signal, reason), 0)
      if (lost > (this.#losses.get(signal)?.lost ?? 0)) this.#losses.set(signal, { lost, atMs: timeMs })
    }
  }

  build(): PipelineReport[] {
    return SIGNALS.map((signal) => {
      const count = (what: Parameters<ControlBlock['counted']>[1]): number =>
        this.#control.counted(signal, what)
      const atMs = this.#losses.get(signal)?.atMs
      return {
        signal,
        produced: count('produced'),
        delivered: count('delivered'),
        spooled: count('spooled'),
        dropped: Object.fromEntries(DROP_REASONS.map((reason) => [reason, count(reason)])),
        lastDroppedAt: atMs === undefined ? null : new Date(atMs),
      }
    })
  }
}
