/**
 * How long after it happened telemetry is found in Prometheus and in Tempo, and an alert reaches its handler, with the
 * settings of `pnpm stack`. Needs the programs of the stack: node stack/build.ts.
 *
 * BENCH_ROUNDS: 5 by default.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { createTempDir, findFreePort } from '@cryo/testing'

import { startStack } from '../stack/start-stack.ts'
import { query, until } from '../stack/test/prometheus-query.ts'
import { TestApp } from '../stack/test/test-app.ts'
import { openWebhookSecret } from '../stack/webhook-secret.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)

using dir = createTempDir()
const monitoringDir = dir.file('monitoring')
const pagePort = await findFreePort()
await using stack = await startStack({
  dir: dir.file('stack'),
  ports: 'free',
  hub: {
    webhookUrl: `http://127.0.0.1:${pagePort}/monitoring/api/alertmanager`,
    webhookToken: openWebhookSecret(monitoringDir),
  },
})
await using app = new TestApp({
  CRYO_DASHBOARD_PORT: String(pagePort),
  CRYO_MONITORING_DIR: monitoringDir,
  CRYO_ALERTMANAGER_URL: stack.urls.alertmanager,
  OTEL_SERVICE_NAME: 'lab',
  OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
  OTEL_METRIC_EXPORT_INTERVAL: '10000',
})
await app.said('ready')

const inPrometheus: number[] = []
const inTempo: number[] = []
const inSearch: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  // Wherever the intervals of export and flush stand.
  await delay(Math.random() * 10_000)
  const name = `round-${round}`
  app.tell(`failures ${name} 1`)
  await app.said('failed', round + 1)
  const sinceMs = performance.now()
  const traceId = app.lines.findLast((line) => line.startsWith('failed'))?.split(' ')[1] ?? ''
  await Promise.all([
    until(
      () => query(stack.urls.prometheus, `cryo_operation_items_total{cryo_operation_name="${name}"}`),
      isFound,
    ).then(() => inPrometheus.push((performance.now() - sinceMs) / 1000)),
    until(() => hasTrace(traceId), Boolean).then(() => inTempo.push((performance.now() - sinceMs) / 1000)),
    until(() => searchTempo(name), isFound).then(() => inSearch.push((performance.now() - sinceMs) / 1000)),
  ])
}
const failedMs = performance.now()
app.tell('job fail')
await app.said('alert BatchFailed firing')
const notified = (performance.now() - failedMs) / 1000

console.table({
  'metric in Prometheus': describe(inPrometheus),
  'trace in Tempo, by its id': describe(inTempo),
  'trace in Tempo, by a search': describe(inSearch),
  'failed job to its handler': describe([notified]),
})

async function hasTrace(id: string): Promise<boolean> {
  const response = await fetch(`${stack.urls.tempo}/api/traces/${id}`)
  await response.body?.cancel()
  return response.ok
}

async function searchTempo(name: string): Promise<readonly unknown[]> {
  const search = new URLSearchParams({ q: `{ name = "${name}" }` })
  const response = await fetch(`${stack.urls.tempo}/api/search?${search}`)
  return ((await response.json()) as { readonly traces?: readonly unknown[] }).traces ?? []
}

function isFound(found: readonly unknown[]): boolean {
  return found.length > 0
}

function describe(seconds: readonly number[]): Readonly<Record<string, string>> {
  const sorted = seconds.toSorted((left, right) => left - right)
  const at = (index: number): string => `${(sorted[index] ?? Number.NaN).toFixed(1)} s`
  return { median: at(Math.floor(sorted.length / 2)), longest: at(sorted.length - 1) }
}
