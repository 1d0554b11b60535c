import { SAMPLE_REFUSALS } from '@cryo/conventions'
import type { Attributes, ObservableCallback } from '@opentelemetry/api'
import { expect, it } from 'vitest'

import { OwnedSeries } from '../../src/history/owned-series.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'

const SETTINGS = { retentionDays: 14, maxBytes: 1e8, maxErrors: 10, maxAlerts: 10 }

it('what the history did not take is counted, by reason, also over its closing', () => {
  const owned = new OwnedSeries({ dir: null, store: new SeriesStore() })
  let read: ObservableCallback = () => {}
  owned.addTo({ addCounter: (_definition, callback) => (read = callback) })
  const counts = (): Record<string, number> => {
    const found: Record<string, number> = {}
    void read({
      observe: (value: number, attributes: Attributes = {}) =>
        (found[String(Object.values(attributes)[0])] = value),
    })
    return found
  }
  const none = Object.fromEntries(SAMPLE_REFUSALS.map((reason) => [reason, 0]))
  expect(counts()).toEqual(none)
  for (let opened = 1; opened <= 2; opened++) {
    owned.open(SETTINGS)
    const handle = owned.series?.open({ __name__: 'a' }) ?? -1
    for (const timeMs of [Date.now(), Date.now() - 3_600_000, Number.NaN])
      owned.series?.append(handle, timeMs, 1)
    expect(counts()).toEqual({ ...none, out_of_order: opened, invalid_time: opened })
    owned.close()
    expect(counts()).toEqual({ ...none, out_of_order: opened, invalid_time: opened })
  }
})
