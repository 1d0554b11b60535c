import { ask } from './ask.ts'
import { createCanary, toMetrics } from './canary.ts'
import { BrokenHop, type DoctorTargets } from './hop.ts'
import { createHops } from './hops.ts'

/**
 * Sends a span and a metric from the hub through every hop, up to the handlers of the application, and tells of each hop
 * whether it works, or how to mend it.
 *
 * @param write - Takes a line for people.
 * @returns Whether all of them work.
 */
export async function runDoctor(targets: DoctorTargets, write: (line: string) => void): Promise<boolean> {
  const canary = createCanary()
  const hops = createHops(targets, canary)
  const width = Math.max(...hops.map(({ name }) => name.length))
  const well = new Set<string>()
  for (const { name, needs, look } of hops) {
    const label = name.padEnd(width)
    if (!needs.every((other) => well.has(other))) {
      write(`?  ${label}  not looked at: a hop before it is broken`)
      continue
    }
    try {
      write(`✔  ${label}  ${await look()}`)
      well.add(name)
    } catch (error) {
      if (!(error instanceof BrokenHop)) throw error
      write(`✘  ${label}  ${error.message.trim()}`)
      write(`   ${' '.repeat(width)}  → ${error.mend}`)
    }
  }
  // The alert of the canary resolves.
  if (targets.hub !== null)
    await ask(`${targets.hub}/v1/metrics`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(targets.token === null ? {} : { authorization: `Bearer ${targets.token}` }),
      },
      body: JSON.stringify(toMetrics(canary, 0)),
    })
  return well.size === hops.length
}
