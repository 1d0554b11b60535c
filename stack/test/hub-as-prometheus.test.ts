import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir, findFreePort, runProcess, type RunningProcess, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { Service } from '../service.ts'
import { builtPath, hasStack } from './require-stack.ts'

const LIMIT_MS = 120_000
const CLI = join(import.meta.dirname, '..', '..', 'packages', 'monitoring', 'dist', 'cli.js')
const STEP_SECONDS = 10
const POINTS = 60
/** The end of what is sent: a little ago, so that questions about it have the same answer for as long as the test runs. */
const END_SECONDS = Math.trunc(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS - 60
const START_SECONDS = END_SECONDS - POINTS * STEP_SECONDS

const CONFIGURATION = `otlp:
  promote_resource_attributes: [service.name, service.namespace, service.instance.id, service.version, deployment.environment.name, host.name]
storage: { tsdb: { out_of_order_time_window: 30m } }
`

const MATCH = '{__name__=~"shop_.+|target_info"}'
/** What is asked by promtool: its arguments but for the address. */
const PROMTOOL: readonly (readonly string[])[] = [
  ['instant', 'sum by (route) (rate(shop_requests_total[5m]))'],
  ['instant', 'shop_temperature_celsius'],
  ['instant', 'target_info'],
  ['instant', 'histogram_quantile(0.9, sum by (le) (rate(shop_duration_seconds_bucket[5m])))'],
  ['instant', 'shop_temperature_celsius[1m]'],
  ['instant', '1 / 0'],
  ['instant', '"a text"'],
  ['instant', 'sum(shop_temperature_celsius'],
  ['instant', 'shop_temperature_celsius + on() group_left shop_requests_total'],
  ['range', 'increase(shop_requests_total[1m])'],
  ['range', 'shop_size_bytes'],
  ['range', 'absent(nothing)'],
]
/** Queries that are written on several lines. */
const A = 'shop_requests_total{route=~"/a.*",service_name="shop",service_instance_id!=""}'
const LONG = [
  `sum by (route, service_name) (rate(${A}[5m])) / on (route, service_name) group_left (job) sum(rate(${A}[5m] offset 1h)) by (route)`,
  `topk(3, sum without (route) (max_over_time((${A} + ${A})[1h:5m] @ end() offset -5m)))`,
  `-(${A} > bool 5 and ignoring (route) ${A}) or label_replace(${A}, "a", "$1", "route", "(.*)") unless ${A}`,
  `histogram_quantile(0.9, sum by (le) (rate(${A}[5m]))) > 1e3 or absent_over_time(rate(${A}[5m])[1h:]) * 5m`,
]
/** What is asked by HTTP: the path after `/api/v1/`, with the times of what was sent. */
const REQUESTS: readonly string[] = [
  'query?query=shop_requests_total&time=END.5',
  'query?query=shop_requests_total&time=END_TEXT&limit=1',
  'query?query=up&time=END',
  'query?query=',
  'query?query=up&time=yesterday',
  'query?query=up&limit=-1',
  'query?query=up&timeout=soon',
  'query?query=rate(up)',
  'query?query=up%5B5m',
  'query_range?query=shop_requests_total&start=START&end=END&step=1m',
  'query_range?query=shop_requests_total&start=END&end=START&step=60',
  'query_range?query=shop_requests_total&start=START&end=END&step=0',
  'query_range?query=shop_requests_total&start=0&end=END&step=1',
  'query_range?query=shop_requests_total%5B5m%5D&start=START&end=END&step=60',
  'query_range?query=up&start=START&step=60',
  'series',
  `series?match[]=${encodeURIComponent('shop_requests_total{route=~"/a.*"}')}&match[]=shop_size_bytes`,
  'series?match[]=sum(up)',
  'series?match[]={}',
  ...[
    'labels',
    'label/route/values',
    'label/nothing/values',
    'label/__name__/values',
    'label/a%20b/values',
  ].map((path) => `${path}?match[]=${encodeURIComponent(MATCH)}`),
  'labels?start=5&end=4',
  'label/route/values?start=5&end=4',
  'series?match[]=up&start=5&end=4',
  'query_exemplars?query=up&start=5&end=4',
  'series?match[]=1',
  'series?match[]={a="}',
  'series?match[]=up[5m]',
  'query?query={a="b"',
  'query?query=(up[5m]',
  'query?query=topk(2, up',
  "query?query=up{a='b}",
  'query?query=nonsense(up)',
  'query_exemplars?query=nothing',
  'format_query?query=sum(rate(up [5m]))by(job)',
  'format_query?query=sum(',
  'format_query?query=',
  ...LONG.map((query) => `format_query?query=${encodeURIComponent(query)}`),
  'query_exemplars?query=sum(',
]

describe.runIf(hasStack)('a hub is asked as Prometheus is', { timeout: LIMIT_MS }, () => {
  let dir: TempDir
  let prometheus: Service
  let hub: RunningProcess
  /** Prometheus first. */
  let urls: readonly [string, string]

  beforeAll(async () => {
    dir = createTempDir()
    const port = await findFreePort()
    writeFileSync(dir.file('prometheus.yml'), CONFIGURATION)
    prometheus = new Service({
      name: 'prometheus',
      path: builtPath('prometheus'),
      args: [
        '--config.file=prometheus.yml',
        '--web.enable-otlp-receiver',
        '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      cwd: dir.path,
      logFile: dir.file('prometheus.log'),
      readyUrl: `http://127.0.0.1:${port}/-/ready`,
    })
    await prometheus.start()
    hub = runProcess({
      entry: CLI,
      args: ['hub', '--port', '0', '--dir', dir.file('monitoring')],
      killAfterMs: 2 * LIMIT_MS,
    })
    const [, url = ''] = await hub.waitForLine(/(http:\/\/[^/\s]+)/)
    urls = [`http://127.0.0.1:${port}`, url]
    for (let from = 0; from <= POINTS; from += 20) {
      const body = JSON.stringify(createRequest(from, Math.min(from + 19, POINTS)))
      for (const receiver of [`${urls[0]}/api/v1/otlp/v1/metrics`, `${url}/v1/metrics`]) {
        const response = await fetch(receiver, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
        expect(`${receiver} ${response.status} ${await response.text()}`).toMatch(/ 20\d /)
      }
    }
  }, LIMIT_MS)
  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]()
    await prometheus?.stop()
    dir?.[Symbol.dispose]()
  })

  it.each(PROMTOOL)('promtool query %s %s', async (kind, query) => {
    const times =
      kind === 'instant'
        ? ['--time', String(END_SECONDS)]
        : ['--start', String(START_SECONDS), '--end', String(END_SECONDS), '--step', '1m']
    const [expected, answer] = urls.map((url) =>
      spawnSync(builtPath('promtool'), ['query', kind, ...times, url, query], { encoding: 'utf8' }),
    )
    expect(sortLines(answer)).toBe(sortLines(expected))
  })

  it.each([
    ['series', '--match', MATCH],
    ['labels', 'route'],
    ['labels', 'service_name'],
  ])('promtool query %s %s', (kind, ...args) => {
    const range = ['--start', String(START_SECONDS), '--end', String(END_SECONDS)]
    const [expected, answer] = urls.map((url) =>
      spawnSync(
        builtPath('promtool'),
        kind === 'series'
          ? ['query', kind, ...range, ...args, url]
          : ['query', kind, ...range, '--match', MATCH, url, ...args],
        { encoding: 'utf8' },
      ),
    )
    expect(sortLines(answer)).toBe(sortLines(expected))
  })

  it.each(REQUESTS)('GET and POST %s', async (template) => {
    const request = template
      .replaceAll('END_TEXT', new Date(END_SECONDS * 1000).toISOString())
      .replaceAll('END', String(END_SECONDS))
      .replaceAll('START', String(START_SECONDS))
    const [path = '', parameters = ''] = request.split('?')
    const isPostable = /^(?:query|query_range|series|labels|query_exemplars|format_query)$/.test(path)
    for (const method of isPostable ? ['GET', 'POST'] : ['GET']) {
      const [expected, answer] = await Promise.all(
        urls.map(async (url) => {
          const response =
            method === 'GET'
              ? await fetch(`${url}/api/v1/${request}`)
              : await fetch(`${url}/api/v1/${path}`, {
                  method,
                  headers: { 'content-type': 'application/x-www-form-urlencoded' },
                  body: parameters,
                })
          const body = await response.text()
          return {
            status: response.status,
            type: response.headers.get('content-type')?.split(';')[0],
            body: sortResult(JSON.parse(body) as object),
          }
        }),
      )
      expect(answer).toEqual(expected)
    }
  })
})

/** In which order series come is nobody's promise. */
function sortResult(answer: { readonly data?: unknown }): object {
  const { data } = answer
  const list = Array.isArray(data) ? data : (data as { result?: unknown } | undefined)?.result
  if (Array.isArray(list) && typeof list[0] === 'object')
    list.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
  return answer
}

function sortLines(result: ReturnType<typeof spawnSync> | undefined): string {
  const text = `${result?.status}\n${String(result?.stdout)}${String(result?.stderr)}`
  return text.split('\n').toSorted().join('\n')
}

function createRequest(from: number, to: number): object {
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const point = (step: number, attributes: Readonly<Record<string, string>>): object => ({
    timeUnixNano: `${START_SECONDS + step * STEP_SECONDS}000000000`,
    attributes: toAttributes(attributes),
  })
  const start = { startTimeUnixNano: `${START_SECONDS - STEP_SECONDS}000000000` }
  const routes = ['/a', '/a/b', '/ü "quoted" \\']
  const metrics = [
    {
      name: 'shop.requests',
      unit: '{request}',
      sum: {
        aggregationTemporality: 2,
        isMonotonic: true,
        dataPoints: steps.flatMap((step) =>
          routes.map((route, index) => ({
            ...point(step, { route }),
            ...start,
            // One of them counts anew half way.
            asInt: String(index === 1 && step > 30 ? step - 30 : step * (index + 1)),
          })),
        ),
      },
    },
    {
      name: 'shop.temperature',
      unit: 'Cel',
      gauge: {
        dataPoints: steps.map((step) => ({
          ...point(step, { 'service.room': 'cold' }),
          asDouble: Math.sin(step) / 3,
        })),
      },
    },
    {
      name: 'shop.size',
      unit: 'By',
      sum: {
        aggregationTemporality: 2,
        dataPoints: steps
          .filter((step) => step % 20 < 15)
          .map((step) => ({ ...point(step, {}), ...start, asDouble: 1e21 * step })),
      },
    },
    {
      name: 'shop.duration',
      unit: 's',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: steps.map((step) => ({
          ...point(step, {}),
          ...start,
          count: String(3 * step),
          sum: step / 7,
          explicitBounds: [0.1, 1],
          bucketCounts: [String(step), String(step), String(step)],
        })),
      },
    },
  ]
  const resource = toAttributes({
    'service.name': 'shop',
    'service.instance.id': '1',
    'telemetry.sdk.language': 'python',
  })
  return { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }] }
}

function toAttributes(record: Readonly<Record<string, string>>): object[] {
  return Object.entries(record).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}
