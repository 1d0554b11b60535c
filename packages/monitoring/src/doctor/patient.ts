import { ATTR_DOCTOR_RUN } from '@cryo/conventions'

import { ask, type Answer, toJson } from './ask.ts'
import type { Canary } from './canary.ts'
import { BrokenHop, type DoctorTargets } from './hop.ts'
import type { HubCounts } from './hub-counts.ts'

/** Label of the alert by which its run is known. */
const RUN_LABEL = ATTR_DOCTOR_RUN.replaceAll('.', '_')

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

/** An alert in a list of Prometheus, Alertmanager or the hub; what none of them says is left out. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>
  /** Of Prometheus: `pending` or `firing`. */
  readonly state?: string
}

/** Whether the alert of this run fires, by a list of alerts. */
export function isListed(alerts: readonly ListedAlert[], { run }: Canary): boolean {
  return alerts.some(({ labels, state }) => labels[RUN_LABEL] === run && state !== 'pending')
}

/** Reads the alerts of Prometheus or Alertmanager; none where nobody answers as they do. */
export async function readAlerts(url: string): Promise<readonly ListedAlert[]> {
  const answer = toJson(await ask(url)) as ListedAlert[] | ListOfPrometheus | null
  return Array.isArray(answer) ? answer : (answer?.data?.alerts ?? [])
}

interface ListOfPrometheus {
  readonly data?: { readonly alerts?: readonly ListedAlert[] }
}
