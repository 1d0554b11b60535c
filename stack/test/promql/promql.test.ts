import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

import type { EvaluationTime } from '@cryo/promql'
import { createTempDir, findFreePort, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { Service } from '../../service.ts'
import { builtPath, hasStack } from '../require-stack.ts'
import { type Answer, askOurs, compare, type Formatted, formatOurs, readResult } from './answer.ts'
import { ALL_QUERIES, GENERATED, GENERATED_QUERIES, LISTED } from './queries.ts'
import { AnswerRecorder } from './recorded-answers.ts'
import { createTestSeries, TIMES, toOpenMetrics, toSource } from './series.ts'

const LIMIT_MS = 300_000

describe.runIf(hasStack)('our evaluator answers as Prometheus does', { timeout: LIMIT_MS }, () => {
  const series = createTestSeries()
  const source = toSource(series)
  const recorder = new AnswerRecorder()
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
    // For machines without it.
    if (process.env['CRYO_RECORD'] === '1') recorder.write(ALL_QUERIES)
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
    const {
      status,
      errorType,
      data,
      warnings = [],
      infos = [],
    } = (await response.json()) as {
      readonly status: string
      readonly errorType?: string
      readonly warnings?: readonly string[]
      readonly infos?: readonly string[]
      readonly data?: {
        readonly resultType: string
        readonly result: unknown
      }
    }
    if (status !== 'success') return { error: errorType ?? '' }
    const values = readResult(data?.resultType ?? '', data?.result)
    return { values, notes: [...warnings, ...infos].toSorted() }
  }

  async function formatWithPrometheus(query: string): Promise<Formatted> {
    const body = new URLSearchParams({ query })
    const response = await fetch(`${url}/api/v1/format_query`, { method: 'POST', body })
    const {
      status,
      error = '',
      data,
    } = (await response.json()) as {
      readonly status: string
      readonly error?: string
      readonly data?: string
    }
    return status === 'success'
      ? { text: data ?? '' }
      : { error: error.replace('invalid parameter "query": ', '') }
  }

  async function differences(queries: readonly string[]): Promise<readonly string[]> {
    const found: string[] = []
    for (const query of queries) {
      for (const at of TIMES) {
        const [theirs, ours] = [await askPrometheus(query, at), await askOurs(source, query, at)]
        recorder.add(query, at, theirs)
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
    const queries = GENERATED_QUERIES
    let answered = 0
    for (const query of queries.slice(0, 200)) {
      const answer = await askOurs(source, query, TIMES[0] ?? { time: 0 })
      if (!('error' in answer) && answer.values.size > 0) answered++
    }
    // Most of them find something.
    expect(answered).toBeGreaterThan(80)
    expect(await differences(queries)).toEqual([])
  })

  it('and writes queries as it does, and says what is wrong with them', async () => {
    const found: unknown[] = []
    for (const query of ALL_QUERIES) {
      const [theirs, ours] = [await formatWithPrometheus(query), formatOurs(query)]
      recorder.addFormatted(query, theirs)
      if (!isDeepStrictEqual(theirs, ours)) found.push({ query, theirs, ours })
    }
    expect(found).toEqual([])
  })
})
