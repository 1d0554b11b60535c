import { createCanary, toMetrics } from './canary.ts'
import { BrokenHop, type DoctorTargets } from './hop.ts'
import { HOPS } from './hops.ts'
import { NO_COUNTS } from './hub-counts.ts'
import { askHub, type Patient } from './patient.ts'

/** From then on is said what is waited for. */
const PATIENCE_MS = 3000

/**
 * Sends a span and a metric from the hub through every hop, up to the handlers of the application, and tells of each hop
 * whether it works, or how to mend it.
 *
 * @param write - Takes a line for people.
 * @returns Whether all of them work.
 */
export async function runDoctor(targets: DoctorTargets, write: (line: string) => void): Promise<boolean> {
  const patient: Patient = { targets, canary: createCanary(), before: NO_COUNTS }
  const width = Math.max(...HOPS.map(({ name }) => name.length))
  const well = new Set<string>()
  for (const { name, needs, waits, look } of HOPS) {
    const label = name.padEnd(width)
    if (!needs.every((other) => well.has(other))) {
      write(`?  ${label}  not looked at: a hop before it is broken`)
      continue
    }
    const telling = setTimeout(() => write(`…  ${label}  ${waits}`), PATIENCE_MS)
    try {
      write(`✔  ${label}  ${await look(patient)}`)
      well.add(name)
    } catch (error) {
      if (!(error instanceof BrokenHop)) throw error
      write(`✘  ${label}  ${error.message.trim()}`)
      write(`   ${' '.repeat(width)}  → ${error.mend}`)
    } finally {
      clearTimeout(telling)
    }
  }
  // The alert of the canary resolves.
  if (targets.hub !== null) await askHub(patient, '/v1/metrics', toMetrics(patient.canary, 0))
  return well.size === HOPS.length
}
