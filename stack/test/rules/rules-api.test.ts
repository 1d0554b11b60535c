import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { alertsJson, loadRules, RuleEvaluator, rulesJson } from '@cryo/alerts/rules'
import { PromqlError } from '@cryo/promql'
import { createTempDir, findFreePort, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { MemorySeries } from '../../../packages/alerts/test/rules/memory-series.ts'
import { Service } from '../../service.ts'
import { builtPath, hasStack } from '../require-stack.ts'

const ROOT = join(import.meta.dirname, '../../..')
const POLL_MS = 200
const NEVER = '0001-01-01T00:00:00Z'

/** What ours do not have: alerts that are active without any series, and a rule that fails. */
const OTHER_RULES = `groups:
  - name: z-last
    interval: 1s
    limit: 50
    labels: { team: lab }
    rules:
      - alert: Fires
        expr: vector(12.5)*on()group_left()vector( 1 ) unless nothing
        keep_firing_for: 1m30s
        labels: { severity: '{{ if true }}critical{{ end }}', job: "x" }
        annotations: { b: 'value {{ $value }}', a: '' }
      - { alert: Waits, expr: 1 + 1, for: 1h }
      - { alert: Fails, expr: '"text"' }
      - { record: 'one:two:three', expr: 'sum by(a)(rate(x{b!="c",a=~".+"}[5m:30s] offset 1w))' }
  - name: a-first
    rules: [{ record: 'x:y', expr: 1e3, labels: { severity: critical } }]
  - name: empty
    rules: []
`

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data?: unknown
}

const REQUESTS: readonly string[] = [
  '',
  'type=alert',
  'type=record',
  'type=ALERT',
  'type=other',
  'rule_name[]=Fires&rule_name[]=one:two:three',
  'rule_group[]=z-last&rule_group[]=cryo-batch',
  'rule_group[]=nope',
  'file[]=nope',
  'exclude_alerts=true&rule_group[]=z-last',
  'exclude_alerts=0&rule_group[]=z-last',
  'exclude_alerts=perhaps',
  'match[]={severity="critical"}&type=record',
  'match[]={team="lab"}&match[]={severity=~"c.*",job=""}&rule_group[]=z-last&rule_group[]=a-first',
  'match[]={team=~".*"}',
  'match[]={',
  'group_limit=2',
  'group_limit=1000',
  'group_limit=0',
  'group_limit=-5',
  'group_limit=many',
  'group_limit=99999999999',
  'group_next_token=x',
  'group_limit=2&group_next_token=x',
]

describe.runIf(hasStack)('/api/v1/rules and /api/v1/alerts have what Prometheus has', () => {
  let dir: TempDir
  let prometheus: Service
  let url: string
  let evaluator: RuleEvaluator

  beforeAll(async () => {
    dir = createTempDir()
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    mkdirSync(dir.file('rules'))
    for (const kind of ['app', 'stack'])
      cpSync(join(ROOT, 'prometheus/rules', kind), dir.file(`rules/${kind}`), { recursive: true })
    writeFileSync(dir.file('rules/other.yml'), OTHER_RULES)
    writeFileSync(
      dir.file('prometheus.yml'),
      'global: { evaluation_interval: 1s }\nrule_files: [rules/app/*.yml, rules/stack/*.yml, rules/other.yml]\n',
    )
    prometheus = new Service({
      name: 'prometheus',
      path: builtPath('prometheus'),
      args: [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=tsdb',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      cwd: dir.path,
      logFile: dir.file('prometheus.log'),
      readyUrl: `${url}/-/ready`,
    })
    await prometheus.start()
    await evaluated()
    const { data } = (await ask('rules')) as { data: { groups: readonly { file: string }[] } }
    const files = new Set(data.groups.map(({ file }) => file))
    const { groups, problems } = loadRules(
      [...files].map((name) => ({ name, text: readFileSync(join(dir.path, name), 'utf8') })),
    )
    expect(problems).toEqual([])
    const series = new MemorySeries()
    evaluator = new RuleEvaluator({
      groups,
      source: series,
      record: series.append.bind(series),
      intervalMs: 1000,
    })
    await evaluator.evaluate(Date.now())
  })
  afterAll(async () => {
    await prometheus?.stop()
    dir?.[Symbol.dispose]()
  })

  async function ask(path: string): Promise<Answer> {
    return (await (await fetch(`${url}/api/v1/${path}`)).json()) as Answer
  }

  /** Waits until Prometheus has evaluated every group. */
  async function evaluated(): Promise<void> {
    for (;;) {
      const { data } = (await ask('rules')) as { data: { groups: readonly { lastEvaluation: string }[] } }
      if (data.groups.length > 0 && data.groups.every(({ lastEvaluation }) => lastEvaluation !== NEVER))
        return
      await delay(POLL_MS)
    }
  }

  it.each(REQUESTS)('/api/v1/rules?%s', async (request) => {
    const parameters = new URLSearchParams(request)
    expect(normalize(answerOf(() => rulesJson(evaluator, parameters)))).toEqual(
      normalize(await ask(`rules?${parameters}`)),
    )
  })

  it('/api/v1/rules goes on with the next groups', async () => {
    let token = ''
    const pages: unknown[] = []
    do {
      const parameters = new URLSearchParams({ group_limit: '4', group_next_token: token })
      const page = rulesJson(evaluator, parameters)
      expect(normalize({ status: 'success', data: page })).toEqual(
        normalize(await ask(`rules?${parameters}`)),
      )
      pages.push(page)
      token = page.groupNextToken ?? ''
    } while (token !== '')
    expect(pages.length).toBeGreaterThan(2)
  })

  it('/api/v1/alerts', async () => {
    expect(normalize({ status: 'success', data: alertsJson(evaluator) })).toEqual(
      normalize(await ask('alerts')),
    )
  })
})

function answerOf(answer: () => unknown): Answer & { readonly errorType?: string } {
  try {
    return { status: 'success', data: answer() }
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    return { status: 'error', errorType: error.errorType, error: error.message }
  }
}

/** Times and how long it took differ; alerts are in no order. */
function normalize(value: unknown, key = ''): unknown {
  if (/^(?:activeAt|lastEvaluation|keepFiringSince)$/.test(key))
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d*[1-9])?(?:Z|[+-]\d\d:\d\d)$/.test(String(value))
      ? 'a time'
      : value
  if (key === 'evaluationTime') return typeof value
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item))
    return key === 'alerts'
      ? items.toSorted((left, right) => compare(JSON.stringify(left), JSON.stringify(right)))
      : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, normalize(each, name)]))
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
