/**
 * How many spans a second one gateway takes, with Prometheus and Tempo behind it on the same machine: offers 10,000 a second
 * for five minutes, and says what was taken and refused.
 *
 * BENCH_SECONDS shortens it. Needs the programs of the stack: node stack/build.ts.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import { createTempDir, encodeTraces } from '@cryo/testing'

import { startStack } from '../stack/start-stack.ts'

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 300)
const OFFERED_PER_SECOND = 10_000
const BATCH = 500
/** Spans of one trace. */
const SPANS_PER_TRACE = 5
const TICK_MS = 50

using dir = createTempDir()
await using stack = await startStack({
  dir: dir.path,
  ports: 'free',
  parts: ['tempo', 'prometheus', 'collector'],
  hub: { webhookUrl: 'http://127.0.0.1', webhookToken: 'none' },
})

let taken = 0
let refused = 0
const underWay = new Set<Promise<void>>()
const startMs = performance.now()
for (let offered = 0; performance.now() - startMs < SECONDS * 1000;) {
  const due = ((performance.now() - startMs) / 1000) * OFFERED_PER_SECOND
  for (; offered < due; offered += BATCH) {
    const sending = send().finally(() => underWay.delete(sending))
    underWay.add(sending)
  }
  await delay(TICK_MS)
}
const sentSeconds = (performance.now() - startMs) / 1000
await Promise.all(underWay)
const seconds = (performance.now() - startMs) / 1000
// What the collector tells of itself comes every 10 s.
await delay(15_000)
const sampled = await readSum('sum(otelcol_exporter_sent_spans_total)')
const failed = await readSum(
  'sum({__name__=~"otelcol_(?:receiver_refused|exporter_enqueue_failed)_spans_total"})',
)
const memory = await readSum('max_over_time(otelcol_process_memory_rss_bytes[10m])')

console.table({
  'spans offered a second': Math.round((taken + refused) / sentSeconds),
  'spans taken a second': Math.round(taken / seconds),
  'for seconds': Math.round(seconds),
  refused: refused,
  'refused or lost by its own account': failed,
  'kept by sampling and sent to Tempo': sampled,
  'memory of the collector, MiB': Math.round(memory / 1024 / 1024),
})
if (refused > 0 || failed > 0 || taken / seconds < OFFERED_PER_SECOND * 0.99) process.exitCode = 1

async function send(): Promise<void> {
  const traces = Array.from({ length: BATCH / SPANS_PER_TRACE }, () => randomBytes(16).toString('hex'))
  const body = encodeTraces(
    Array.from({ length: BATCH }, (_, index) => ({
      name: `operation ${index % 20}`,
      traceId: traces[Math.trunc(index / SPANS_PER_TRACE)] ?? '',
      spanId: randomBytes(8).toString('hex'),
    })),
    { 'service.name': 'load', 'service.instance.id': 'a' },
  )
  try {
    const response = await fetch(`${stack.urls.collector}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body,
    })
    await response.arrayBuffer()
    if (response.ok) taken += BATCH
    else refused += BATCH
  } catch {
    refused += BATCH
  }
}

async function readSum(query: string): Promise<number> {
  const response = await fetch(
    `${stack.urls.prometheus}/api/v1/query?${new URLSearchParams({ query }).toString()}`,
  )
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1] ?? 0)
}
