import type { MonitoringData } from '@cryo/protocol'

import { ask, toJson, waitFor } from './ask.ts'
import { toMetrics, toTraces } from './canary.ts'
import { BrokenHop } from './hop.ts'
import { readHubCounts } from './hub-counts.ts'
import { askHub, type Patient, requireReady } from './patient.ts'

/** Longest time from the hub to Prometheus, in seconds. */
const ARRIVES_S = 30
/** The same to Tempo, which answers of the newest traces a little later. */
const TRACE_ARRIVES_S = 60

/** Sends the canary into the hub. */
export async function lookAtHub(patient: Patient): Promise<string> {
  const { hub, monitoringDir } = patient.targets
  if (hub === null)
    throw new BrokenHop(
      `no application with monitoring serves ${monitoringDir}`,
      'start it, or `cryo-monitoring hub`; --dir names its monitoringDir',
    )
  patient.before = readHubCounts((await askHub(patient, '/metrics')).text)
  await send(patient, '/v1/metrics', toMetrics(patient.canary, 1))
  await send(patient, '/v1/traces', toTraces(patient.canary))
  return `${hub} took a span and a metric`
}

async function send(patient: Patient, path: string, body: object): Promise<void> {
  const { hub } = patient.targets
  const { status, text } = await askHub(patient, path, body)
  if (status === 200) return
  throw status === 401
    ? new BrokenHop(`${hub} wants a token`, 'set CRYO_DASHBOARD_TOKEN to that of the page')
    : new BrokenHop(
        `${hub}${path} answers ${status || 'nothing'}: ${text}`,
        'does the process still run that serves the page?',
      )
}

/** Whether the hub forwards, and the collector answers. */
export async function lookAtCollector(patient: Patient): Promise<string> {
  const data = toJson(await askHub(patient, '/monitoring/api/status')) as MonitoringData | null
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

/** Whether the metric comes to Prometheus. */
export async function lookAtPrometheus({ targets, canary }: Patient): Promise<string> {
  const { prometheus } = targets
  await requireReady('Prometheus', prometheus, '/-/ready', '--prometheus')
  const query = new URLSearchParams({
    query: `cryo_doctor_canary{cryo_doctor_run="${canary.run}"}`,
  }).toString()
  const after = await waitFor(async () => {
    const found = toJson(await ask(`${prometheus}/api/v1/query?${query}`)) as {
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

/** Whether the span comes to Tempo. */
export async function lookAtTempo({ targets, canary }: Patient): Promise<string> {
  const { tempo } = targets
  await requireReady('Tempo', tempo, '/ready', '--tempo')
  const url = `${tempo}/api/traces/${canary.traceId}`
  const after = await waitFor(async () => (await ask(url)).status === 200, TRACE_ARRIVES_S)
  if (after === null)
    throw new BrokenHop(
      `the trace has not arrived within ${TRACE_ARRIVES_S} s`,
      'look at the log of the collector for its exporter to Tempo',
    )
  return 'the trace arrived'
}
