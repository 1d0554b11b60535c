/**
 * What an evaluation of rules costs, apart from how samples are stored: all rules of the application over 500 series of
 * a day at 10 s, with three days of what they record, and one rule with 5,000 alerts that fire.
 *
 * Times are CPU time of this thread, medians of rounds. A block is what a clock shows: the longest of a round, and that
 * of its best rounds (lower quartile), because it is other programs that make it longer. Run with `node bench/rules.ts` after a build.
 */
import {
  APP_RULE_GROUPS,
  loadRules,
  RuleEvaluator,
  type RuleGroup,
} from '../packages/alerts/src/rules/index.ts'
import { MemorySeries } from '../packages/alerts/test/rules/memory-series.ts'
import { median } from './medians.ts'
import { watchTurns } from './watch-turns.ts'

const ROUNDS = 15
const EVERY_MS = 10_000
const DAY_MS = 86_400_000
const END_MS = 1_763_800_000_000
const ROUTES = 20
const SERIES = 500
const ALERTS = 5000
const BUDGETS = { evaluationMs: 50, alertsMs: 500, blockMs: 20 }

type Labels = Readonly<Record<string, string>>

function fill(series: MemorySeries, labels: Labels, days: number, valueAt: (step: number) => number): void {
  const steps = (days * DAY_MS) / EVERY_MS
  for (let step = steps; step >= 0; step--)
    series.append(labels, END_MS - step * EVERY_MS, valueAt(steps - step))
}

/** As a service of two processes has them. */
function createSeries(): MemorySeries {
  const series = new MemorySeries()
  let count = 0
  const add = (name: string, labels: Labels, valueAt: (step: number) => number): void => {
    for (const instance of ['a', 'b']) {
      if (count++ >= SERIES) return
      const own = { service_name: 'shop', service_instance_id: instance }
      fill(series, { __name__: name, ...own, ...labels }, 1, valueAt)
    }
  }
  for (const name of ['start', 'end', 'success', 'failure'])
    add(`cryo_job_last_${name}_seconds`, { cryo_job_name: 'screen' }, () => END_MS / 1000 - 3600)
  for (const outcome of ['success', 'failure'])
    add('cryo_progress_items_total', { cryo_job_name: 'screen', cryo_outcome: outcome }, (step) => step * 9)
  for (const resource of ['memory', 'cpu', 'disk'])
    add('cryo_system_usage', { cryo_resource: resource }, (step) => 50 + (step % 7))
  for (const name of ['memory_usage', 'cpu_usage', 'disk_usage', 'database_failures', 'api_errors'])
    add('cryo_alert_threshold', { cryo_threshold_name: name }, () => 90)
  for (const address of ['db', 'search'])
    for (const le of ['0.1', '0.5', '1', '5', '+Inf'])
      add('db_client_operation_duration_seconds_bucket', { server_address: address, le }, (step) => step * 3)
  for (let route = 0; route < ROUTES; route++) {
    const labels = { http_request_method: 'GET', http_route: `/r/${route}`, http_response_status_code: '200' }
    add('http_server_request_duration_seconds_count', labels, (step) => step * 5)
    for (const le of ['0.01', '0.05', '0.1', '0.25', '0.5', '1.0', '2.5', '5', '10', '+Inf'])
      add('http_server_request_duration_seconds_bucket', { ...labels, le }, (step) => step * 5)
    const recorded = { service_name: 'shop', http_request_method: 'GET', http_route: `/r/${route}` }
    for (const name of ['requests', 'errors', 'slow_requests'])
      fill(series, { __name__: `route:http_server_${name}:rate5m`, ...recorded }, 3, () =>
        name === 'requests' ? 1 : 0,
      )
  }
  return series
}

function createEvaluator(groups: readonly RuleGroup[], series: MemorySeries): RuleEvaluator {
  return new RuleEvaluator({
    groups,
    source: series,
    record: series.append.bind(series),
    intervalMs: EVERY_MS,
    isRestored: true,
  })
}

interface Cost {
  /** CPU time of one evaluation. */
  readonly ms: number
  /** How long others waited at the most. */
  readonly blockMs: number
}

async function cpuOf(evaluator: RuleEvaluator, timeMs: number): Promise<number> {
  const before = process.threadCpuUsage()
  await evaluator.evaluate(timeMs)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

async function blockOf(evaluator: RuleEvaluator, timeMs: number): Promise<number> {
  const watch = { isDone: false, blockMs: 0 }
  const watching = watchTurns(watch)
  await evaluator.evaluate(timeMs)
  watch.isDone = true
  await watching
  return watch.blockMs
}

async function run(evaluator: RuleEvaluator): Promise<Cost> {
  const costs: number[] = []
  const blocks: number[] = []
  let timeMs = END_MS
  for (let round = 0; round < ROUNDS; round++) {
    costs.push(await cpuOf(evaluator, (timeMs += EVERY_MS)))
    blocks.push(await blockOf(evaluator, (timeMs += EVERY_MS)))
  }
  const sorted = blocks.toSorted((left, right) => left - right)
  return { ms: median(costs), blockMs: sorted[ROUNDS >> 2] ?? Number.NaN }
}

function manyAlerts(): readonly [readonly RuleGroup[], MemorySeries] {
  const series = new MemorySeries()
  for (let id = 0; id < ALERTS; id++)
    fill(series, { __name__: 'up', service_name: `service-${id}`, job: 'api' }, 1 / 8640, () => 0)
  const text = `groups:
  - name: many
    rules:
      - alert: Down
        expr: up == 0
        labels: { severity: critical }
        annotations:
          summary: '{{ $labels.service_name }} is down'
          description: 'Since {{ $value | humanizeDuration }} nothing is heard of {{ $labels.job }}.'
          value: '{{ printf "%.4g" $value }}'
          threshold: '0'
          runbook_url: https://example.com/Down.md
          dashboard_url: http://localhost:3000/d/x?var-service={{ $labels.service_name }}
`
  return [loadRules([{ name: 'many.yml', text }]).groups, series]
}

const all = await run(createEvaluator(APP_RULE_GROUPS, createSeries()))
const many = await run(createEvaluator(...manyAlerts()))

const rows: readonly (readonly [what: string, value: number, budget: number])[] = [
  [`all rules of the application, ${SERIES} series, one evaluation`, all.ms, BUDGETS.evaluationMs],
  [`  longest block`, all.blockMs, BUDGETS.blockMs],
  [`${ALERTS} alerts that fire, one evaluation`, many.ms, BUDGETS.alertsMs],
  [`  longest block`, many.blockMs, BUDGETS.blockMs],
]
for (const [what, value, budget] of rows) {
  const isMet = value <= budget
  console.log(
    `${what.padEnd(66)} ${value.toFixed(1).padStart(7)} ms  at most ${budget} ms  ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1
}
