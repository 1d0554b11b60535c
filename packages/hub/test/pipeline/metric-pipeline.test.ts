import { ControlBlock } from '@cryo/protocol'
import { expect, it } from 'vitest'

import type { Fate } from '../../src/forward/held-batches.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { decodeMetrics } from '../../src/otlp/decode.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import type { Destinations } from '../../src/pipeline/destinations.ts'
import { MetricPipeline } from '../../src/pipeline/metric-pipeline.ts'
import { counter, gauge, ingest, point, RESOURCE } from '../metrics/points.ts'

it('shows the owner again what did not reach it, though it did not change since', async () => {
  const store = new SeriesStore()
  let fate: Fate = 'delivered'
  let shown: string[] = []
  const owner = {
    send: (_signal: string, body: Uint8Array): Promise<Fate> => {
      const { resourceMetrics } = runSteps(decodeMetrics(body, 'application/x-protobuf'))
      shown.push(...resourceMetrics.flatMap(namesOf))
      return Promise.resolve(fate)
    },
  }
  const pipeline = new MetricPipeline({
    store,
    resource: RESOURCE,
    control: new ControlBlock('hub'),
    destinations: { owner, collector: null } as unknown as Destinations,
    refusedSeries: () => 0,
    toldResources: () => new Set(),
  })
  const show = async (): Promise<string[]> => {
    shown = []
    pipeline.show()
    await Promise.resolve()
    return shown
  }
  ingest(store, gauge(point(1)))
  expect(await show()).toEqual(['temperature'])
  fate = 'queue_full'
  ingest(store, counter(point(1)))
  expect(await show()).toEqual(['requests'])
  fate = 'rejected'
  expect(await show()).toEqual(['requests'])
  // Refused once, it would be again.
  expect(await show()).toEqual([])
})

type Shown = ReturnType<typeof decodeMetrics> extends Generator<unknown, infer R> ? R : never

function namesOf({ scopeMetrics }: Shown['resourceMetrics'][number]): string[] {
  return scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name))
}
