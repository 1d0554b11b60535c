import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Stack, startStack } from '../../stack/start-stack.ts'
import { hasStack } from '../../stack/test/require-stack.ts'
import { listSelectors } from '../src/list-selectors.ts'
import { substituteMacros } from '../src/macros.ts'
import { listSpanQueries } from '../src/provisioned-datasources.ts'
import {
  listLabelValues,
  listPromQueries,
  listTraceQueries,
  type PromQuery,
  readDashboards,
} from '../src/shipped-queries.ts'
import { findFault, findLastingFaults } from './ask.ts'
import { Seeder } from './otlp-seed.ts'
import { RARE_CASES } from './rare-cases.ts'
import { type Demo, startDemo } from './start-demo.ts'

const LIMIT_MS = 240_000
/** Metrics of which Grafana's Tempo data source draws its map of services. */
const OF_THE_MAP = [
  'traces_service_graph_request_total',
  'traces_service_graph_request_failed_total',
  'traces_service_graph_request_server_seconds_sum',
]

const dashboards = readDashboards()
const panels = dashboards.flatMap(listPromQueries)
/** A query may fall back on something else where a choice in it finds nothing, for whatever reason: each is asked too. */
const choices = new Map(
  panels
    .flatMap(({ expr }) => listSelectors(expr))
    .map(({ text, metric }): [string, PromQuery] => {
      // Without the variables: two that differ by them only are one.
      const where = text.replaceAll(/(?<=[{,])\w+=~"\$\w+\|?",?/g, '').replace(/,?\}$|,$/, '}')
      // What a range has no name, and two metrics of one name would be one series twice.
      const expr = metric === null ? `count(${text})` : `count(last_over_time(${text}[1h]))`
      return [where, { where, expr, legend: '', isInstant: true }]
    }),
)
const queries = [...panels, ...choices.values()]
const rare = new Set(RARE_CASES.flatMap((one) => [...(one.queries ?? []), ...(one.selectors ?? [])]))

describe.runIf(hasStack)('the queries of the dashboards', { timeout: 2 * LIMIT_MS }, () => {
  let dir: TempDir
  let stack: Stack
  let demo: Demo

  beforeAll(async () => {
    dir = createTempDir()
    stack = await startStack({
      dir: dir.file('stack'),
      ports: 'free',
      hub: { webhookUrl: 'http://127.0.0.1:9', webhookToken: 'none' },
      samplePercent: 100,
    })
    demo = await startDemo({
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      CRYO_ALERTMANAGER_URL: stack.urls.alertmanager,
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
      OTEL_METRIC_EXPORT_INTERVAL: '10000',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=demo,service.version=1.2.3',
    })
    // What the traffic of the demo does now and then only: a failure in the code, and one of the database.
    for (const fault of ['code', 'query']) await fetch(`${demo.api}/api/faults/${fault}`)
  }, LIMIT_MS)
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]()
    await stack?.stop()
    dir?.[Symbol.dispose]()
  })

  it('that are said to need what is rare are there', () => {
    expect([...rare].filter((where) => !queries.some((query) => query.where === where))).toEqual([])
  })

  it('find data in what the demo tells', async () => {
    const usual = queries.filter(({ where }) => !rare.has(where))
    expect(usual.length).toBeGreaterThan(200)
    expect(
      await findLastingFaults(usual, (query) => findFault(stack.urls.prometheus, query), LIMIT_MS),
    ).toEqual([])
  })

  it('find nothing of what is rare, and data once it has happened', async () => {
    const needy = queries.filter(({ where }) => rare.has(where))
    const ask = (query: (typeof needy)[number]): Promise<string | null> =>
      findFault(stack.urls.prometheus, query)
    const early = await Promise.all(
      needy.map(async (query) => ((await ask(query)) === null ? query.where : null)),
    )
    expect(
      early.filter((where) => where !== null),
      'no rare case is needed for these',
    ).toEqual([])
    const seeder = new Seeder(
      stack.urls.collector,
      RARE_CASES.flatMap(({ seeds }) => seeds),
    )
    await seeder.send()
    const faults = findLastingFaults(
      needy,
      async (query) => {
        await seeder.send()
        return ask(query)
      },
      LIMIT_MS,
    )
    expect(await faults).toEqual([])
  })

  it('of variables offer values', async () => {
    const ask = async ({ selector, label }: { selector: string; label: string }): Promise<string | null> => {
      const match = new URLSearchParams({ 'match[]': substituteMacros(selector) })
      const response = await fetch(`${stack.urls.prometheus}/api/v1/label/${label}/values?${match}`)
      const { data } = (await response.json()) as { data: string[] }
      return data.length === 0 ? 'no value' : null
    }
    const variables = dashboards.flatMap(listLabelValues)
    expect(variables.length).toBeGreaterThan(30)
    expect(await findLastingFaults(variables, ask, LIMIT_MS)).toEqual([])
  })

  it('that lead from a span to metrics find data', async () => {
    const ofSpans = listSpanQueries('service_name="cryoprotect-api"').map((query) => ({
      ...query,
      legend: '',
      isInstant: false,
    }))
    const ask = (query: PromQuery): Promise<string | null> => findFault(stack.urls.prometheus, query)
    expect(await findLastingFaults(ofSpans, ask, LIMIT_MS)).toEqual([])
  })

  it('of traces find some, and of the map of services what it is drawn of', async () => {
    const traces = dashboards.flatMap(listTraceQueries)
    expect(traces.length).toBeGreaterThan(4)
    const ask = async ({ where, query }: (typeof traces)[number]): Promise<string | null> => {
      if (query === null) {
        for (const expr of OF_THE_MAP) {
          const fault = await findFault(stack.urls.prometheus, { where, expr, legend: '', isInstant: true })
          if (fault !== null) return `${expr}: ${fault}`
        }
        return null
      }
      const search = new URLSearchParams({ q: substituteMacros(query), limit: '20' })
      const response = await fetch(`${stack.urls.tempo}/api/search?${search}`)
      const { traces: found = [] } = (await response.json()) as { traces?: unknown[] }
      return found.length === 0 ? 'no trace' : null
    }
    expect(await findLastingFaults(traces, ask, LIMIT_MS)).toEqual([])
  })
})
