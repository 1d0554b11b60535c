import { describe, expect, it } from 'vitest'
import { findEvents } from '../../../src/client/charts/page-events.ts'
import type { PageData } from '../../../src/client/serialized.ts'
import { SAMPLE_TIME, sampleData } from '../../sample-data.ts'

const WINDOW = { startMs: 100_000, endMs: 140_000, stepMs: 10_000 }

function version(
  service: string,
  text: string,
  values: (number | null)[],
): {
  labels: Record<string, string>
  values: (number | null)[]
} {
  return { labels: { service_name: service, service_version: text }, values }
}

describe('what charts mark', () => {
  it('is a version that follows another one, not the one that was there', () => {
    const versions = [
      version('shop', '1', [1, 1, null, null, null]),
      version('shop', '2', [null, null, 1, 1, 1]),
      version('other', '7', [null, 1, 1, 1, 1]),
    ]
    expect(findEvents([versions, []], WINDOW, [])).toEqual([
      { kind: 'deployment', startMs: 120_000, endMs: null, text: 'shop 2 deployed' },
    ])
  })

  it('is each time that an alert fired', () => {
    const alert = { labels: { alertname: 'HighErrorRatio' }, values: [null, 1, null, 1, 1] }
    expect(findEvents([[], [alert]], WINDOW, [])).toEqual([
      { kind: 'alert', startMs: 110_000, endMs: 120_000, text: 'HighErrorRatio fired' },
      { kind: 'alert', startMs: 130_000, endMs: null, text: 'HighErrorRatio fired' },
    ])
  })

  it('is each run in the time, earlier ones included', () => {
    const progress = (JSON.parse(JSON.stringify(sampleData())) as PageData).progress
    const endMs = SAMPLE_TIME.getTime()
    const texts = findEvents([], { startMs: endMs - 600_000, endMs, stepMs: 10_000 }, progress).map(
      ({ text }) => text,
    )
    expect(texts).toEqual([
      'import_molecules completed',
      'screen_mixtures interrupted',
      'screen_mixtures running',
    ])
    expect(findEvents([], { startMs: endMs - 30_000, endMs, stepMs: 10_000 }, progress)).toHaveLength(1)
  })
})
