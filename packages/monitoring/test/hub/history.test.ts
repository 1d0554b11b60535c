import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { TestApp } from './start-app.ts'

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

const start = (service: string, folder = dir.file('monitoring')): TestApp =>
  new TestApp({ CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: folder, OTEL_SERVICE_NAME: service })

it('of one folder has what all its processes told, and goes on under the next owner', async () => {
  await using first = start('first')
  const url = await first.url()
  await using second = start('second')
  await resultOf(url, count('second'), (value) => value > 0)
  const known = await resultOf(url, count('first'), (value) => value > 0)
  await tracesOf(url, 'first')
  // What is in no chunk waits for its journal no longer than ten seconds.
  const writtenMs = Date.now() + 10_000
  while (Date.now() < writtenMs) await resultOf(url, count('first'), (value) => value > known)

  first.kill('SIGKILL')
  const next = await second.url()
  expect(await resultOf(next, count('first'), () => true)).toBeGreaterThanOrEqual(known)
  await tracesOf(next, 'first')
  const told = await resultOf(next, count('second'), () => true)
  await resultOf(next, count('second'), (value) => value > told)
})

it('where nothing can be written is there for as long as its process', async () => {
  const file = dir.file('file')
  writeFileSync(file, '')
  await using app = start('first', join(file, 'monitoring'))
  const url = await app.url()
  await resultOf(url, count('first'), (value) => value > 0)
  await tracesOf(url, 'first')
  expect(app.output.match(/cannot be written/g)).toHaveLength(1)
  expect(app.output.match(/\[cryo-monitoring\]/g)).toHaveLength(2)
  expect(existsSync(join(dir.path, 'series.sqlite'))).toBe(false)
})

/** How often that service did something, as its newest sample of the last hour has it. */
function count(service: string): string {
  return `sum(last_over_time(cryo_operation_duration_seconds_count{job="${service}"}[1h]))`
}

/** Asks until the answer fits; the test's own limit ends it otherwise. */
async function resultOf(url: string, query: string, fits: (value: number) => boolean): Promise<number> {
  for (;;) {
    const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`)
    const { data } = (await response.json()) as {
      readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] }
    }
    const value = Number(data.result[0]?.value[1] ?? Number.NaN)
    if (fits(value)) return value
    await delay(100)
  }
}

async function tracesOf(url: string, service: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/monitoring/api/traces?${new URLSearchParams({ service })}`)
    const { traces } = (await response.json()) as { readonly traces: readonly unknown[] }
    if (traces.length > 0) return
    await delay(100)
  }
}
