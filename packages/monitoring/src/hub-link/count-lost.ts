import { SIGNALS } from '@cryo/conventions'
import { copyUnreleased, COUNTERS } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

/**
 * Counts what a hub held when it died: produced, and neither delivered, spooled, dropped nor still in the ring.
 *
 * Done by the thread that records, while no hub runs: nobody else changes what is compared here.
 *
 * @param ring - Of this thread; spans that were not released are read again and not lost.
 */
export function countLost(control: ControlBlock, ring: SharedArrayBuffer): void {
  for (const signal of SIGNALS) {
    const waiting = signal === 'traces' ? copyUnreleased(control, ring).spans : 0
    const accounted = COUNTERS.reduce(
      (sum, counter) => (counter === 'produced' ? sum : sum + control.counted(signal, counter)),
      waiting,
    )
    const lost = control.counted(signal, 'produced') - accounted
    if (lost > 0) control.count(signal, 'hub_lost', lost)
  }
}
