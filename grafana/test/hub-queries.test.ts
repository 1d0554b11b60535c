import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { isOfTheStack } from '../../stack/rules/known-metrics.ts'
import { readRules } from '../../stack/rules/read-rules.ts'
import { listSelectors } from '../src/list-selectors.ts'
import { substituteMacros } from '../src/macros.ts'
import { listLabelValues, listPromQueries, readDashboards } from '../src/shipped-queries.ts'
import { findFault, findLastingFaults } from './ask.ts'
import { Seeder } from './otlp-seed.ts'
import { RARE_CASES } from './rare-cases.ts'
import { type Demo, startDemo } from './start-demo.ts'

const LIMIT_MS = 240_000

/** What Prometheus' rules about the stack record is not in a hub. */
const ofTheStack = new Set(
  readRules(join(import.meta.dirname, '..', '..'))
    .filter(({ file }) => file.startsWith('prometheus/rules/stack/'))
    .map(({ name }) => name),
)
const needsTheStack = (expr: string): boolean =>
  listSelectors(expr).some(
    ({ metric }) =>
      metric !== null && metric !== 'ALERTS' && (isOfTheStack(metric) || ofTheStack.has(metric)),
  )

const dashboards = readDashboards()
const queries = dashboards.flatMap(listPromQueries).filter(({ expr }) => !needsTheStack(expr))
const rare = new Set(RARE_CASES.flatMap((one) => one.queries ?? []))

/** A data source of Grafana's may be the hub: it has no other, and no Prometheus is there. */
describe('the queries of the dashboards, asked of a hub alone', { timeout: 2 * LIMIT_MS }, () => {
  let dir: TempDir
  let demo: Demo

  beforeAll(async () => {
    dir = createTempDir()
    demo = await startDemo({
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=demo,service.version=1.2.3',
    })
    for (const fault of ['code', 'query']) await fetch(`${demo.api}/api/faults/${fault}`)
  }, LIMIT_MS)
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]()
    dir?.[Symbol.dispose]()
  })

  it('find data in what the demo tells', async () => {
    const usual = queries.filter(({ where }) => !rare.has(where))
    expect(usual.length).toBeGreaterThan(150)
    expect(await findLastingFaults(usual, (query) => findFault(demo.hub, query), LIMIT_MS)).toEqual([])
  })

  it('find data of what is rare once it has happened', async () => {
    const needy = queries.filter(({ where }) => rare.has(where))
    expect(needy.length).toBeGreaterThan(15)
    const seeder = new Seeder(
      demo.hub,
      RARE_CASES.flatMap(({ seeds }) => seeds),
    )
    await seeder.send()
    const find = async (query: (typeof needy)[number]): Promise<string | null> => {
      await seeder.send()
      return findFault(demo.hub, query)
    }
    expect(await findLastingFaults(needy, find, LIMIT_MS)).toEqual([])
  })

  it('of variables offer values', async () => {
    const variables = dashboards.flatMap(listLabelValues).filter(({ selector }) => !needsTheStack(selector))
    expect(variables.length).toBeGreaterThan(20)
    const find = async ({ selector, label }: (typeof variables)[number]): Promise<string | null> => {
      const match = new URLSearchParams({ 'match[]': substituteMacros(selector) })
      const response = await fetch(`${demo.hub}/api/v1/label/${label}/values?${match}`)
      const { data } = (await response.json()) as { data: string[] }
      return data.length === 0 ? 'no value' : null
    }
    expect(await findLastingFaults(variables, find, LIMIT_MS)).toEqual([])
  })
})
