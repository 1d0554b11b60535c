import type { Signal } from '@cryo/conventions'

/** Where telemetry of this process goes besides the hub's own stores. */
export interface Outlets {
  /** Whether there is anywhere to send to. */
  readonly isOpen: boolean
  /**
   * Sends one OTLP request.
   *
   * @param body - Protobuf.
   * @param items - Spans, points or records in it.
   * @returns Resolves, and never rejects, when what was sent is delivered, spooled or counted as dropped.
   */
  send(signal: Signal, body: Uint8Array, items: number): Promise<void>
  /** Delivers or spools what waits, at most this long. */
  flush(limitMs: number): Promise<void>
}
