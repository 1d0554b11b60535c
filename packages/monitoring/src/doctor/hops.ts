import { ATTR_WEBHOOK_RESULT } from '@cryo/conventions'
import type { MonitoringData } from '@cryo/protocol'

import { ask, toJson, waitFor } from './ask.ts'
import { type Canary, toMetrics, toTraces } from './canary.ts'
import { BrokenHop, type DoctorTargets, type Hop } from './hop.ts'

export const ALERT = 'CryoDoctor'
/** Longest times of each hop, in seconds: exports, evaluations and groups come in their own time. */
const ARRIVES_S = 30
const FIRES_S = 60
const NOTIFIES_S = 45

const HUB = 'application → hub'
const COLLECTOR = 'hub → collector'
const PROMETHEUS = 'collector → Prometheus'
const RULE = 'Prometheus → rule'
const ALERTMANAGER = 'rule → Alertmanager'
const WEBHOOK = 'Alertmanager → webhook'
const HANDLER = 'webhook → handler'
const TEMPO = 'collector → Tempo'

/** Every hop, in the order of the way; each looks for what the ones before have sent on. */
export function createHops(targets: DoctorTargets, canary: Canary): readonly Hop[] {
  const before = { taken: 0, forged: 0, told: 0, untold: 0 }
  const headers: Record<string, string> =
    targets.token === null ? {} : { authorization: `Bearer ${targets.token}` }
  const { prometheus, alertmanager, tempo } = targets

  const readCounts = async (): Promise<typeof before> => {
    const { text } = await ask(`${targets.hub}/metrics`, { headers })
    const sum = (metric: string, labels: RegExp): number =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${metric}{`) && labels.test(line))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0)
    const result = ATTR_WEBHOOK_RESULT.replaceAll('.', '_')
    return {
      taken: sum('cryo_alert_webhooks_total', new RegExp(`${result}="(?:accepted|repeated)"`)),
      forged: sum('cryo_alert_webhooks_total', new RegExp(`${result}="forged"`)),
      told: sum('cryo_alert_notifications_total', /cryo_outcome="success"/),
      untold: sum('cryo_alert_notifications_total', /cryo_outcome="failure"/),
    }
  }

  const lookAtHub = async (): Promise<string> => {
    const { hub, monitoringDir } = targets
    if (hub === null)
      throw new BrokenHop(
        `no application with monitoring serves ${monitoringDir}`,
        'start it, or `cryo-monitoring hub`; --dir names its monitoringDir',
      )
    Object.assign(before, await readCounts())
    for (const [signal, body] of [
      ['metrics', toMetrics(canary, 1)],
      ['traces', toTraces(canary)],
    ] as const) {
      const { status, text } = await ask(`${hub}/v1/${signal}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (status === 401)
        throw new BrokenHop(`${hub} wants a token`, 'set CRYO_DASHBOARD_TOKEN to that of the page')
      if (status !== 200)
        throw new BrokenHop(
          `${hub}/v1/${signal} answers ${status || 'nothing'}: ${text}`,
          'does the process still run that serves the page?',
        )
    }
    return `${hub} took a span and a metric`
  }

  const lookAtCollector = async (): Promise<string> => {
    const data = toJson(
      await ask(`${targets.hub}/monitoring/api/status`, { headers }),
    ) as MonitoringData | null
    const collector = data?.systemInfo.forwardsTo ?? null
    if (collector === null)
      throw new BrokenHop(
        'the hub forwards nothing',
        'set OTEL_EXPORTER_OTLP_ENDPOINT for the application, such as http://127.0.0.1:4318',
      )
    const { status, text } = await ask(`${collector}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"resourceSpans":[]}',
    })
    if (status !== 200)
      throw new BrokenHop(
        `the collector at ${collector} answers ${status || 'nothing'}: ${text}`,
        'start it, or correct OTEL_EXPORTER_OTLP_ENDPOINT; what cannot be sent waits in the spool',
      )
    return `${collector} takes telemetry`
  }

  const lookAtPrometheus = async (): Promise<string> => {
    const { status, text } = await ask(`${prometheus}/-/ready`)
    if (status !== 200)
      throw new BrokenHop(
        `Prometheus at ${prometheus} answers ${status || 'nothing'}: ${text}`,
        'start it, or name it with --prometheus',
      )
    const query = new URLSearchParams({ query: `cryo_doctor_canary{cryo_doctor_run="${canary.run}"}` })
    const after = await waitFor(async () => {
      const found = toJson(await ask(`${prometheus}/api/v1/query?${query.toString()}`)) as {
        data?: { result?: unknown[] }
      } | null
      return (found?.data?.result?.length ?? 0) > 0
    }, ARRIVES_S)
    if (after === null)
      throw new BrokenHop(
        `the metric has not arrived within ${ARRIVES_S} s`,
        'look at the log of the collector, and whether Prometheus runs with --web.enable-otlp-receiver',
      )
    return `the metric arrived after ${after.toFixed(1)} s`
  }

  const lookAtRule = async (): Promise<string> => {
    const rules = await ask(`${prometheus}/api/v1/rules`)
    if (!rules.text.includes(`"${ALERT}"`))
      throw new BrokenHop(
        `Prometheus has no rule ${ALERT}`,
        'load prometheus/rules/*/*.yml with rule_files, and look at Status → Rules',
      )
    const after = await waitFor(() => isListed(`${prometheus}/api/v1/alerts`, canary), FIRES_S)
    if (after === null)
      throw new BrokenHop(
        `the rule has not fired within ${FIRES_S} s`,
        'Status → Rules of Prometheus has its error',
      )
    return `the rule fired after ${after.toFixed(1)} s`
  }

  const lookAtAlertmanager = async (): Promise<string> => {
    const { status, text } = await ask(`${alertmanager}/-/ready`)
    if (status !== 200)
      throw new BrokenHop(
        `Alertmanager at ${alertmanager} answers ${status || 'nothing'}: ${text}`,
        'start it, or name it with --alertmanager',
      )
    const after = await waitFor(() => isListed(`${alertmanager}/api/v2/alerts`, canary), ARRIVES_S)
    if (after === null)
      throw new BrokenHop(
        'the alert has not come to Alertmanager',
        'does Prometheus name it in alerting.alertmanagers? Status → Runtime has those that it found',
      )
    return `the alert came after ${after.toFixed(1)} s`
  }

  const lookAtWebhook = async (): Promise<string> => {
    let forged = false
    const after = await waitFor(async () => {
      const now = await readCounts()
      forged = now.forged > before.forged
      return now.taken > before.taken
    }, NOTIFIES_S)
    if (after !== null) return `the hub was called after ${after.toFixed(1)} s`
    throw forged
      ? new BrokenHop(
          'Alertmanager presents a wrong secret',
          `its credentials_file must hold what is in ${targets.monitoringDir}/webhook.token`,
        )
      : new BrokenHop(
          'Alertmanager has not called the hub',
          `its webhook must be ${targets.hub}/monitoring/api/alertmanager, and the application needs CRYO_ALERTMANAGER_URL`,
        )
  }

  const lookAtHandler = async (): Promise<string> => {
    let failed = false
    const after = await waitFor(async () => {
      const now = await readCounts()
      failed = now.untold > before.untold
      return now.told > before.told
    }, NOTIFIES_S)
    if (after !== null) return 'a handler of the application was called'
    throw new BrokenHop(
      failed ? 'every handler failed' : 'no process has a handler',
      failed ? 'the stderr of the application says why' : 'call addAlertHandler in the application',
    )
  }

  const lookAtTempo = async (): Promise<string> => {
    const { status, text } = await ask(`${tempo}/ready`)
    if (status !== 200)
      throw new BrokenHop(
        `Tempo at ${tempo} answers ${status || 'nothing'}: ${text}`,
        'start it, or name it with --tempo',
      )
    const after = await waitFor(
      async () => (await ask(`${tempo}/api/traces/${canary.traceId}`)).status === 200,
      FIRES_S,
    )
    if (after === null)
      throw new BrokenHop(
        `the trace has not arrived within ${FIRES_S} s`,
        'look at the log of the collector for its exporter to Tempo',
      )
    return 'the trace arrived'
  }

  return [
    { name: HUB, needs: [], look: lookAtHub },
    { name: COLLECTOR, needs: [HUB], look: lookAtCollector },
    { name: PROMETHEUS, needs: [HUB, COLLECTOR], look: lookAtPrometheus },
    { name: RULE, needs: [PROMETHEUS], look: lookAtRule },
    { name: ALERTMANAGER, needs: [RULE], look: lookAtAlertmanager },
    { name: WEBHOOK, needs: [ALERTMANAGER], look: lookAtWebhook },
    { name: HANDLER, needs: [WEBHOOK], look: lookAtHandler },
    { name: TEMPO, needs: [HUB, COLLECTOR], look: lookAtTempo },
  ]
}

/** Whether an alert of this run is in a list of Prometheus or Alertmanager. */
async function isListed(url: string, { run }: Canary): Promise<boolean> {
  const { text } = await ask(url)
  return text.includes(`"${ALERT}"`) && text.includes(`"${run}"`) && !text.includes('"state":"pending"')
}
