import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { readStatus, TestApp } from './start-app.ts'

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS
const LOOKBACK_MS = 300_000
const RULES = `groups:
  - name: test
    rules:
      - alert: IsThere
        expr: max by (job) (target_info{job="shop"}) > 0
        annotations: { summary: it is there }
`

it.concurrent.each([
  ['an hour ahead and back', HOUR_MS],
  ['a year ahead and back', YEAR_MS],
  ['an hour back and on again', -HOUR_MS],
  ['a year back and on again', -YEAR_MS],
])(
  'a clock that is set %s: nothing is lost, told twice or negative',
  async (_, shiftMs) => {
    using dir = createTempDir()
    writeFileSync(dir.file('rules.yml'), RULES)
    await using app = new TestApp(
      {
        CRYO_DASHBOARD_PORT: '0',
        CRYO_MONITORING_DIR: dir.file('monitoring'),
        OTEL_SERVICE_NAME: 'shop',
        TEST_OPTIONS: JSON.stringify({ rules: [dir.file('rules.yml')] }),
      },
      ['clock.cjs'],
      join(import.meta.dirname, 'fixtures', 'alerts.mjs'),
    )
    const url = await app.url()
    await app.line(/^alert .*"IsThere"/)
    const before = await samples(url, Date.now())
    expect(before.length).toBeGreaterThan(0)

    for (const setMs of [shiftMs, 0]) {
      const fromMs = Date.now() + setMs
      app.send(String(setMs))
      await app.line(new RegExp(`^clock set by ${setMs}$`))
      await newer(url, fromMs)
      expect(negative(await readStatus(url))).toEqual([])
    }

    const after = await samples(url, Date.now())
    expect(after.map(([timeMs]) => timeMs)).toEqual(expect.arrayContaining(before.map(([timeMs]) => timeMs)))
    app.tell('alerts')
    const [, alerts = ''] = await app.line(/^alerts (.*)/)
    expect(JSON.parse(alerts)).toMatchObject([{ name: 'IsThere', status: 'firing' }])
    expect(app.output.match(/^alert /gm)).toHaveLength(1)
  },
  120_000,
)

type Sample = readonly [timeMs: number, value: string]

/** Those of the test's series in the five minutes before a time. */
async function samples(url: string, timeMs: number): Promise<readonly Sample[]> {
  const query = `target_info{job="shop"}[${LOOKBACK_MS}ms]`
  const response = await fetch(
    `${url}/api/v1/query?${new URLSearchParams({ query, time: String(timeMs / 1000) })}`,
  )
  const { data } = (await response.json()) as {
    readonly data: { readonly result: readonly { readonly values: readonly [number, string][] }[] }
  }
  return data.result.flatMap(({ values }) =>
    values.map(([seconds, value]) => [seconds * 1000, value] as const),
  )
}

/** Asks until there is a sample of that time or later, on a clock that was set to it. */
async function newer(url: string, fromMs: number): Promise<void> {
  const startedMs = Date.now()
  for (;;) {
    const found = await samples(url, fromMs + Date.now() - startedMs)
    if (found.some(([timeMs]) => timeMs >= fromMs - 1000)) return
    await delay(100)
  }
}

/** Paths of numbers below zero: there is no quantity here of which less than nothing is possible. */
function negative(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return value < 0 ? [`${path} ${value}`] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => negative(part, `${path}.${key}`))
}
