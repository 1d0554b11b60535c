/** Time that a run took, pauses left out. */
export class Stopwatch {
  #collectedMs = 0
  #runningSinceMs: number | null

  constructor(nowMs: number) {
    this.#runningSinceMs = nowMs
  }

  pause(nowMs: number): void {
    this.#collectedMs = this.elapsedMs(nowMs)
    this.#runningSinceMs = null
  }

  resume(nowMs: number): void {
    this.#runningSinceMs ??= nowMs
  }

  elapsedMs(nowMs: number): number {
    return this.#collectedMs + (this.#runningSinceMs === null ? 0 : Math.max(0, nowMs - this.#runningSinceMs))
  }
}
