import { createSeededRandom } from '@cryo/testing'

import type { InputSeries } from './unit-test.ts'

type Random = () => number

/** How long and how dense the series are. */
export interface GeneratedShape {
  readonly steps: number
  /** Seconds between samples. */
  readonly everySeconds: number
}

/** A process of a service: its series begin and end with it. */
interface Life {
  readonly service: string
  readonly instance: string
  readonly from: number
  readonly to: number
  /** Whether the ends of its series are marked: a process that is killed marks none. */
  readonly isMarked: boolean
}

/** Values of one series while its process lives; `null` where a sample is missing. */
type Values = (random: Random, life: Life) => readonly (number | null)[]

const JOB = { cryo_job_name: 'screen' }
const DATABASE = { server_address: 'db' }
const REMOTE = { server_address: 'api.example.com' }
const ROUTE = { http_request_method: 'GET', http_route: '/molecules' }
const THRESHOLDS: Readonly<Record<string, number>> = {
  memory_usage: 80,
  cpu_usage: 80,
  disk_usage: 90,
  database_failures: 3,
  api_errors: 3,
}
/** Longer than the five minutes after which a series is gone. */
const LONGEST_GAP_SECONDS = 1500

/**
 * Makes series of all metrics that rules of the application look at, the same for the same seed, with what goes wrong:
 * gaps, counters that begin anew, values that flap, ends with and without a marker, restarts with other labels.
 */
export function generateSeries(seed: number, shape: GeneratedShape): readonly InputSeries[] {
  const random = createSeededRandom(seed)
  return ['lab', 'shop'].flatMap((service) =>
    createLives(service, random, shape).flatMap((life) => seriesOf(life, random, shape)),
  )
}

function createLives(service: string, random: Random, { steps, everySeconds }: GeneratedShape): Life[] {
  const lives: Life[] = []
  let from = Math.floor(random() * 5)
  while (from < steps) {
    const length = Math.ceil(steps * (0.1 + random() * 0.5))
    const to = Math.min(steps, from + length)
    lives.push({ service, instance: `${service}-${lives.length}`, from, to, isMarked: random() < 0.5 })
    from = to + Math.floor((random() * LONGEST_GAP_SECONDS) / everySeconds)
  }
  return lives
}

function seriesOf(life: Life, random: Random, shape: GeneratedShape): InputSeries[] {
  const made: InputSeries[] = []
  const add = (name: string, labels: Readonly<Record<string, string>>, values: Values): void => {
    made.push(toSeries(name, labels, life, values(random, life), random))
  }
  addJob(add, shape)
  addClients(add, shape)
  addServer(add, shape)
  addHealth(add)
  addRuntime(add, shape)
  return made
}

type Add = (name: string, labels: Readonly<Record<string, string>>, values: Values) => void

function addJob(add: Add, { everySeconds }: GeneratedShape): void {
  for (const name of ['start', 'end', 'success', 'failure'])
    add(`cryo_job_last_${name}_seconds`, JOB, timesOf(everySeconds))
  for (const state of ['running', 'stalled', 'interrupted'])
    add('cryo_job_state', { ...JOB, cryo_job_state: state }, flapping(0, 1))
  add('cryo_progress_deadline_seconds', JOB, (random, life) => {
    const deadline = Math.round((life.from + random() * (life.to - life.from)) * everySeconds)
    return constant(deadline)(random, life)
  })
  add('cryo_progress_eta_seconds', { ...JOB, cryo_quantile: '0.9' }, flapping(60, 3000))
  add('cryo_job_expected_interval_seconds', JOB, constant(300))
  add('cryo_progress_items_total', { ...JOB, cryo_outcome: 'success' }, counter(everySeconds * 2))
  add('cryo_progress_items_total', { ...JOB, cryo_outcome: 'failure' }, counter(everySeconds / 4))
}

function addClients(add: Add, { everySeconds }: GeneratedShape): void {
  for (const error of ['', 'timeout']) {
    const labels = { ...DATABASE, error_type: error }
    addHistogram(
      add,
      'db_client_operation_duration_seconds',
      labels,
      error === '' ? everySeconds : everySeconds / 10,
    )
  }
  add('db_client_connection_pending_requests', { db_client_connection_pool_name: 'main' }, flapping(0, 4))
  for (const [status, perStep] of [
    ['200', everySeconds],
    ['429', everySeconds / 20],
    ['500', everySeconds / 2],
  ] as const) {
    const error = status === '200' ? {} : { error_type: status }
    add(
      'http_client_request_duration_seconds_count',
      { ...REMOTE, ...error, http_response_status_code: status },
      counter(perStep),
    )
  }
}

function addServer(add: Add, { everySeconds }: GeneratedShape): void {
  for (const [status, perStep] of [
    ['200', everySeconds * 2],
    ['500', everySeconds],
  ] as const)
    addHistogram(
      add,
      'http_server_request_duration_seconds',
      { ...ROUTE, http_response_status_code: status },
      perStep,
    )
  add('http_server_active_requests', { http_request_method: 'GET' }, flapping(0, 3))
}

function addHealth(add: Add): void {
  for (const [kind, name] of [
    ['database', 'main'],
    ['api', '/molecules'],
  ] as const) {
    const labels = { cryo_check_kind: kind, cryo_check_name: name }
    add('cryo_health_failures', labels, flapping(0, 5))
    add('cryo_health_status', { ...labels, cryo_check_status: 'ok' }, flapping(1, 0))
  }
  for (const [name, value] of Object.entries(THRESHOLDS))
    add('cryo_alert_threshold', { cryo_threshold_name: name }, constant(value))
}

function addRuntime(add: Add, { everySeconds }: GeneratedShape): void {
  for (const resource of ['memory', 'cpu'])
    add('cryo_system_usage', { cryo_resource: resource }, flapping(40, 95))
  add('cryo_system_usage', { cryo_resource: 'disk' }, filling)
  add('cryo_hub_loop_lag_seconds', {}, flapping(0.01, 3))
  for (const space of ['new_space', 'old_space'])
    add('v8js_memory_heap_used_bytes', { v8js_heap_space_name: space }, flapping(2e8, 4.8e8))
  add('cryo_heap_limit_bytes', {}, constant(1e9))
  add(
    'cryo_hub_items_dropped_total',
    { cryo_signal: 'span', cryo_drop_reason: 'spool_full' },
    counter(everySeconds / 8),
  )
  add('cryo_operation_duration_seconds_count', { otel_metric_overflow: 'true' }, counter(everySeconds))
}

/** Buckets, which hold one another, and the count. */
function addHistogram(
  add: Add,
  name: string,
  labels: Readonly<Record<string, string>>,
  perStep: number,
): void {
  let all: readonly (number | null)[] = []
  add(`${name}_count`, labels, (random, life) => {
    all = counter(perStep)(random, life)
    return all
  })
  let share = 1
  for (const le of ['+Inf', '5', '1', '0.1']) {
    add(`${name}_bucket`, { ...labels, le }, (random) => {
      const values = all.map((value) => (value === null ? null : Math.floor(value * share)))
      share *= 0.5 + random() * 0.5
      return values
    })
  }
}

function constant(value: number): Values {
  return (_random, { from, to }) => Array.from({ length: to - from }, () => value)
}

/** Good for a while, bad for a while, for moments or for long. */
function flapping(good: number, bad: number): Values {
  return (random, { from, to }) => {
    const values: number[] = []
    while (values.length < to - from) {
      const level = random() < 0.5 ? good : bad
      const length = Math.ceil(random() ** 3 * 80)
      for (let step = 0; step < length && values.length < to - from; step++)
        values.push(round(level === 0 || level === 1 ? level : level * (0.95 + random() * 0.1)))
    }
    return values
  }
}

/** Counts by bursts, and now and then from nothing again. */
function counter(perStep: number): Values {
  return (random, { from, to }) => {
    let value = 0
    let pace = 1
    return Array.from({ length: to - from }, () => {
      if (random() < 0.03) pace = random() < 0.3 ? 0 : random() * 2
      if (random() < 0.004) value = 0
      value += Math.floor(pace * perStep * (1 + random()))
      return value
    })
  }
}

/** When something happened last: nothing yet, or a moment ago. */
function timesOf(everySeconds: number): Values {
  return (random, { from, to }) => {
    let last = 0
    return Array.from({ length: to - from }, (_, index) => {
      if (random() < 0.02) last = (from + index) * everySeconds
      return last
    })
  }
}

/** A disk that fills, and is cleaned up. */
const filling: Values = (random, { from, to }) => {
  let value = 55 + random() * 20
  return Array.from({ length: to - from }, () => {
    value = random() < 0.004 ? 50 : Math.min(99, value + random() * 0.4)
    return round(value)
  })
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** In the notation of promtool's tests, with gaps. */
function toSeries(
  name: string,
  labels: Readonly<Record<string, string>>,
  { service, instance, from, to, isMarked }: Life,
  values: readonly (number | null)[],
  random: Random,
): InputSeries {
  const all = { service_name: service, service_instance_id: instance, ...labels }
  const pairs = Object.entries(all).filter(([, value]) => value !== '')
  const items: string[] = from === 0 ? [] : [`_x${from}`]
  let missing = 0
  for (const value of values.slice(0, to - from)) {
    if (missing === 0 && random() < 0.01) missing = Math.ceil(random() ** 2 * 45)
    items.push(missing > 0 || value === null ? '_' : String(value))
    if (missing > 0) missing--
  }
  if (isMarked) items.push('stale')
  return {
    series: `${name}{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`,
    values: items.join(' '),
  }
}
