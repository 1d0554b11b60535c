import type { MonitoringData } from '@cryo/protocol'

import { ask, toJson, waitFor } from './ask.ts'
import { BrokenHop } from './hop.ts'
import { type HubCounts, readHubCounts } from './hub-counts.ts'
import { askHub, isListed, type Patient, readAlerts, requireReady } from './patient.ts'

/** The rule that fires for the canary. */
const ALERT = 'CryoDoctor'
/** Longest times, in seconds: evaluations and groups come in their own time. */
const FIRES_S = 60
const COMES_S = 30
const CALLS_S = 45
/** Handlers have 10 s. */
const HANDLES_S = 15

/** Whether the rule fires for the metric. */
export async function lookAtRule({ targets, canary }: Patient): Promise<string> {
  const { prometheus } = targets
  const rules = await ask(`${prometheus}/api/v1/rules`)
  if (!rules.text.includes(`"${ALERT}"`))
    throw new BrokenHop(
      `Prometheus has no rule ${ALERT}`,
      'load prometheus/rules/*/*.yml with rule_files, and look at Status → Rules',
    )
  const after = await waitFor(
    async () => isListed(await readAlerts(`${prometheus}/api/v1/alerts`), canary),
    FIRES_S,
  )
  if (after !== null) return `the rule fired after ${after.toFixed(1)} s`
  throw new BrokenHop(
    `the rule has not fired within ${FIRES_S} s`,
    'Status → Rules of Prometheus has its error',
  )
}

/** Whether the alert comes to Alertmanager. */
export async function lookAtAlertmanager({ targets, canary }: Patient): Promise<string> {
  const { alertmanager } = targets
  await requireReady('Alertmanager', alertmanager, '/-/ready', '--alertmanager')
  const after = await waitFor(
    async () => isListed(await readAlerts(`${alertmanager}/api/v2/alerts`), canary),
    COMES_S,
  )
  if (after !== null) return `the alert came after ${after.toFixed(1)} s`
  throw new BrokenHop(
    'the alert has not come to Alertmanager',
    'does Prometheus name it in alerting.alertmanagers? Status → Runtime has those that it found',
  )
}

/** Whether Alertmanager calls the hub. */
export async function lookAtWebhook(patient: Patient): Promise<string> {
  const { before, canary, targets } = patient
  const after = await waitFor(async () => {
    const status = toJson(await askHub(patient, '/monitoring/api/status')) as MonitoringData | null
    return isListed(status?.alerts ?? [], canary)
  }, CALLS_S)
  if (after !== null) return `the hub was called after ${after.toFixed(1)} s`
  const now = await readCounts(patient)
  throw now.forged > before.forged
    ? new BrokenHop(
        'Alertmanager presents a wrong secret',
        `its credentials_file must hold what is in ${targets.monitoringDir}/webhook.token`,
      )
    : new BrokenHop(
        'Alertmanager has not called the hub',
        `its webhook must be ${targets.hub}/monitoring/api/alertmanager, and the application needs CRYO_ALERTMANAGER_URL`,
      )
}

/** Whether a handler of the application is called. */
export async function lookAtHandler(patient: Patient): Promise<string> {
  const { before } = patient
  let now = before
  const after = await waitFor(async () => {
    now = await readCounts(patient)
    return now.told > before.told
  }, HANDLES_S)
  if (after !== null) return 'a handler of the application was called'
  throw now.untold > before.untold
    ? new BrokenHop('every handler failed', 'the stderr of the application says why')
    : new BrokenHop('no process has a handler', 'call addAlertHandler in the application')
}

async function readCounts(patient: Patient): Promise<HubCounts> {
  return readHubCounts((await askHub(patient, '/metrics')).text)
}
