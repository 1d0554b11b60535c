import { followWallClock, nowMs } from '../trace/clock.ts'
import type { Recording } from './recording.ts'

const TICK_MS = 500
/** Ticks between two samples of the runtime and of observable instruments: 10 s. */
const SAMPLE_TICKS = 20

/**
 * Starts the periodic work of a thread that records: its heartbeat, spans that stay open, samples.
 *
 * @param sample - Called at once and every ten seconds.
 * @returns Stops it. The timer never keeps the process alive.
 */
export function startTick(recording: Recording, sample: () => void): () => void {
  let ticks = 0
  const tick = (): void => {
    recording.control.beatLoop()
    followWallClock()
    recording.spans.announceOpen(nowMs())
    if (ticks++ % SAMPLE_TICKS === 0) sample()
  }
  tick()
  const timer = setInterval(tick, TICK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
