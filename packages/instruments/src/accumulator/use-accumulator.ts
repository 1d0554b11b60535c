import { recorderSlot } from '../recorder.ts'
import type { Accumulator } from './accumulator.ts'

/**
 * Makes every instrument of this process record into an accumulator, those of other copies of this package and
 * those made before included; with `null`, through the OpenTelemetry API again.
 */
export function useAccumulator(accumulator: Accumulator | null): void {
  recorderSlot.recorder = accumulator
}
