import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeededRandom } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import type { MetricKind } from '../../src/metrics/series.ts'
import { toLabelName } from '../../src/prometheus/label-name.ts'
import { toMetricName } from '../../src/prometheus/metric-name.ts'
import { toUnitName } from '../../src/prometheus/unit-name.ts'

interface Answers {
  readonly metrics: readonly {
    readonly name: string
    readonly unit: string
    readonly kinds: Readonly<Record<MetricKind, string | null>>
  }[]
  readonly units: readonly { readonly input: string; readonly expected: string }[]
  readonly labels: readonly { readonly input: string; readonly expected: string | null }[]
}

/** What github.com/prometheus/otlptranslator itself answered; see main.go beside the file. */
const ANSWERS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/otlptranslator/answers.generated.json'), 'utf8'),
) as Answers

describe('names, beside those of otlptranslator', () => {
  it(`of ${ANSWERS.metrics.length} metrics and units, of each kind`, () => {
    const ours = ANSWERS.metrics.map(({ name, unit, kinds }) => ({
      name,
      unit,
      kinds: Object.fromEntries(
        Object.keys(kinds).map((kind) => [
          kind,
          toMetricName({ name, unit, kind: kind as MetricKind }) ?? null,
        ]),
      ),
    }))
    expect(ours).toEqual(ANSWERS.metrics)
    expect(ANSWERS.metrics.length).toBeGreaterThan(500)
  })

  it(`of ${ANSWERS.units.length} units`, () => {
    expect(ANSWERS.units.map(({ input }) => ({ input, expected: toUnitName(input) }))).toEqual(ANSWERS.units)
  })

  it(`of ${ANSWERS.labels.length} labels`, () => {
    expect(ANSWERS.labels.map(({ input }) => ({ input, expected: toLabelName(input) ?? null }))).toEqual(
      ANSWERS.labels,
    )
  })
})

describe('the names of the telemetry contract', () => {
  it.each([
    ['cryo.operation.duration', 's', 'histogram', 'cryo_operation_duration_seconds'],
    ['cryo.operation.items', '{item}', 'counter', 'cryo_operation_items_total'],
    ['cryo.operation.active', '{operation}', 'upDownCounter', 'cryo_operation_active'],
    ['cryo.progress.items', '{item}', 'counter', 'cryo_progress_items_total'],
    ['cryo.progress.items.done', '{item}', 'gauge', 'cryo_progress_items_done'],
    ['cryo.progress.eta', 's', 'gauge', 'cryo_progress_eta_seconds'],
    ['cryo.job.state', '{state}', 'gauge', 'cryo_job_state'],
    ['cryo.errors', '{error}', 'counter', 'cryo_errors_total'],
    ['cryo.system.usage', '{percent}', 'gauge', 'cryo_system_usage'],
    ['cryo.hub.items.produced', '{item}', 'counter', 'cryo_hub_items_produced_total'],
    ['cryo.hub.loop.lag', 's', 'gauge', 'cryo_hub_loop_lag_seconds'],
  ] as const)('%s in %s, a %s, is %s', (name, unit, kind, expected) => {
    expect(toMetricName({ name, unit, kind })).toBe(expected)
  })
})

describe('any name', () => {
  it('becomes one that Prometheus takes, or none', () => {
    const random = createSeededRandom(7)
    const characters = Array.from('aZ09_.:-/ {}é日\u{1f600}"\\\n\u0000%')
    const text = (): string => {
      return Array.from(
        { length: Math.floor(random() * 8) },
        () => characters[Math.floor(random() * characters.length)],
      ).join('')
    }
    for (let round = 0; round < 5000; round++) {
      const [name, unit] = [text(), text()]
      for (const kind of ['counter', 'gauge', 'histogram'] as const) {
        expect(toMetricName({ name, unit, kind }) ?? 'none').toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/)
      }
      expect(toLabelName(name) ?? 'none').toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
    }
  })
})
