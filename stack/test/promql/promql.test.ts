import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

import { evaluate, type EvaluationTime, PromqlError } from '@cryo/promql'
import { createTempDir, findFreePort, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { Service } from '../../service.ts'
import { builtPath, hasStack } from '../require-stack.ts'
import { generateQueries, LISTED } from './queries.ts'
import { createTestSeries, START_MS, toOpenMetrics, toSource } from './series.ts'

const LIMIT_MS = 300_000
const TOLERANCE = 1e-9
/** What nothing of is left after subtracting may differ by what rounding leaves. */
const GENERATED = 2500

/** An answer in a form in which both can be compared: by labels, in no order; `null` for an error. */
type Answer =
  | ReadonlyMap<string, readonly (readonly [timeMs: number, value: number])[]>
  | { readonly error: string }

const TIMES: readonly EvaluationTime[] = [
  { time: START_MS + 3_600_123 },
  { start: START_MS + 600_000, end: START_MS + 4_200_500, step: 47_000 },
]

describe.runIf(hasStack)('our evaluator answers as Prometheus does', { timeout: LIMIT_MS }, () => {
  const series = createTestSeries()
  const source = toSource(series)
  let dir: TempDir
  let prometheus: Service
  let url: string

  beforeAll(async () => {
    dir = createTempDir()
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    writeFileSync(dir.file('data.om'), toOpenMetrics(series))
    const made = spawnSync(
      builtPath('promtool'),
      ['tsdb', 'create-blocks-from', 'openmetrics', dir.file('data.om'), dir.file('tsdb')],
      {
        encoding: 'utf8',
      },
    )
    expect(`${made.status} ${made.status === 0 ? '' : made.stderr}`).toBe('0 ')
    writeFileSync(dir.file('prometheus.yml'), 'global: { evaluation_interval: 1m }\n')
    prometheus = new Service({
      name: 'prometheus',
      path: builtPath('prometheus'),
      args: [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=tsdb',
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      cwd: dir.path,
      logFile: dir.file('prometheus.log'),
      readyUrl: `${url}/-/ready`,
    })
    await prometheus.start()
  }, LIMIT_MS)
  afterAll(async () => {
    await prometheus?.stop()
    dir?.[Symbol.dispose]()
  })

  async function askPrometheus(query: string, at: EvaluationTime): Promise<Answer> {
    const isInstant = 'time' in at
    const body = new URLSearchParams(
      isInstant
        ? { query, time: String(at.time / 1000) }
        : { query, start: String(at.start / 1000), end: String(at.end / 1000), step: String(at.step / 1000) },
    )
    const response = await fetch(`${url}/api/v1/${isInstant ? 'query' : 'query_range'}`, {
      method: 'POST',
      body,
    })
    const { status, errorType, data } = (await response.json()) as {
      readonly status: string
      readonly errorType?: string
      readonly data?: {
        readonly resultType: string
        readonly result: unknown
      }
    }
    if (status !== 'success') return { error: errorType ?? '' }
    return readResult(data?.resultType ?? '', data?.result)
  }

  async function askOurs(query: string, at: EvaluationTime): Promise<Answer> {
    try {
      const result = await evaluate(query, at, source)
      switch (result.type) {
        case 'scalar':
          return new Map([['scalar', [[0, result.value]]]])
        case 'string':
          return new Map([[`string ${result.value}`, []]])
        case 'vector':
          return new Map(result.samples.map(({ labels, value }) => [keyOf(labels), [[0, value]]]))
        case 'matrix':
          return new Map(
            result.series.map(({ labels, timestamps, values }) => [
              keyOf(labels),
              [...timestamps].map((timeMs, index) => [timeMs, values[index] ?? 0] as const),
            ]),
          )
      }
    } catch (error) {
      if (error instanceof PromqlError) return { error: error.errorType }
      throw error
    }
  }

  async function differences(queries: readonly string[]): Promise<readonly string[]> {
    const found: string[] = []
    for (const query of queries) {
      for (const at of TIMES) {
        const [theirs, ours] = [await askPrometheus(query, at), await askOurs(query, at)]
        const difference = compare(theirs, ours)
        if (difference !== null) found.push(`${query} ${'time' in at ? '(once)' : '(range)'}: ${difference}`)
      }
    }
    return found
  }

  it('every function and operator, and what is wrong', async () => {
    expect(await differences(LISTED)).toEqual([])
  })

  it(`${GENERATED} queries that nobody thought of`, async () => {
    const queries = generateQueries(7, GENERATED)
    let answered = 0
    for (const query of queries.slice(0, 200)) {
      const answer = await askOurs(query, TIMES[0] ?? { time: 0 })
      if (!('error' in answer) && answer.size > 0) answered++
    }
    // Most of them find something.
    expect(answered).toBeGreaterThan(80)
    expect(await differences(queries)).toEqual([])
  })
})

function readResult(type: string, result: unknown): Answer {
  if (type === 'scalar') return new Map([['scalar', [[0, toNumber((result as [number, string])[1])]]]])
  if (type === 'string') return new Map([[`string ${(result as [number, string])[1]}`, []]])
  const series = result as readonly {
    readonly metric: Readonly<Record<string, string>>
    readonly value?: readonly [number, string]
    readonly values?: readonly (readonly [number, string])[]
  }[]
  return new Map(
    series.map(({ metric, value, values }) => [
      keyOf(metric),
      value === undefined
        ? (values ?? []).map(([seconds, text]) => [Math.round(seconds * 1000), toNumber(text)] as const)
        : [[0, toNumber(value[1])] as const],
    ]),
  )
}

function toNumber(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

/** In one sentence; `null` where both are the same. */
function compare(theirs: Answer, ours: Answer): string | null {
  if ('error' in theirs || 'error' in ours) {
    const [left, right] = [theirs, ours].map((answer) => ('error' in answer ? answer.error : 'an answer'))
    return left === right ? null : `Prometheus gives ${left}, we ${right}`
  }
  const missing = [...theirs.keys()].find((key) => !ours.has(key))
  if (missing !== undefined)
    return `we lack ${missing} of ${theirs.size}, we have ${ours.size}: ${[...ours.keys()][0] ?? ''}`
  const extra = [...ours.keys()].find((key) => !theirs.has(key))
  if (extra !== undefined) return `we have ${extra} too`
  for (const [key, samples] of theirs) {
    const mine = ours.get(key) ?? []
    if (mine.length !== samples.length) return `${key} has ${samples.length} values, ours ${mine.length}`
    for (const [index, [timeMs, value]] of samples.entries()) {
      const [ourMs, ourValue] = mine[index] ?? [0, 0]
      if (timeMs !== ourMs || !isEqual(value, ourValue)) {
        return `${key} is ${value} at ${timeMs}, ours ${ourValue} at ${ourMs}`
      }
    }
  }
  return null
}

function isEqual(left: number, right: number): boolean {
  if (Object.is(left, right) || left === right || (Number.isNaN(left) && Number.isNaN(right))) return true
  return Math.abs(left - right) <= TOLERANCE * Math.max(Math.abs(left), Math.abs(right))
}
