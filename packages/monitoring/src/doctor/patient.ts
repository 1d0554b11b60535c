import { ask, type Answer } from './ask.ts'
import type { Canary } from './canary.ts'
import { BrokenHop, type DoctorTargets } from './hop.ts'
import type { HubCounts } from './hub-counts.ts'

/** What every hop looks at. */
export interface Patient {
  readonly targets: DoctorTargets
  readonly canary: Canary
  /** Counts of the hub before anything was sent. */
  before: HubCounts
}

/** Asks the hub, with the secret of its page where it has one. */
export function askHub({ targets }: Patient, path: string, body?: object): Promise<Answer> {
  const headers: Record<string, string> = {
    ...(targets.token === null ? {} : { authorization: `Bearer ${targets.token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  return ask(
    `${targets.hub}${path}`,
    body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
  )
}

/** @throws BrokenHop where a part is not ready. @param option - By which another address is given. */
export async function requireReady(name: string, url: string, path: string, option: string): Promise<void> {
  const { status, text } = await ask(`${url}${path}`)
  if (status === 200) return
  throw new BrokenHop(
    `${name} at ${url} answers ${status || 'nothing'}: ${text}`,
    `start it, or name it with ${option}`,
  )
}

/** Whether the alert of this run is in a list of Prometheus or Alertmanager. */
export async function isListed(url: string, { run }: Canary, alert: string): Promise<boolean> {
  const { text } = await ask(url)
  return text.includes(`"${alert}"`) && text.includes(`"${run}"`) && !text.includes('"state":"pending"')
}
