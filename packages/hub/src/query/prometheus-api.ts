import { setImmediate as nextTurn } from 'node:timers/promises'

import { alertsJson, type RuleEvaluator, rulesJson } from '@cryo/alerts/rules'
import { evaluate, format, parse, PromqlError, selectorsOf } from '@cryo/promql'
import type { EvaluationTime, Labels, QueryResult } from '@cryo/promql'

import { type ApiAnswer, failure, success, successOf } from './api-answer.ts'
import { ApiError, invalidParameter, toApiError } from './api-error.ts'
import { ApiParameters } from './api-parameters.ts'
import type { ExemplarStore } from './exemplar-store.ts'
import type { MetricMetadata } from './metric-metadata.ts'
import type { QueriedSeries } from './queried-series.ts'
import { isTimeout, QueryGate } from './query-gate.ts'
import { exemplarsJson, joined, labelsJson, queryDataJson } from './result-json.ts'

/** How long a query may take at the most, and does unless it asks for less. */
const TIMEOUT_MS = 10_000
/** Values that a query may have in memory: 32 MB with their times. */
const MAX_SAMPLES = 2_000_000
/** As in Prometheus. */
const MAX_POINTS = 11_000
/** Series, names and values in one answer. */
const MAX_RESULTS = 20_000
/** Series that are listed before others have the thread: some milliseconds. */
const SERIES_PER_TURN = 2048
const TRUNCATED = 'results truncated due to limit'
/** The version whose answers these are: Grafana asks what it may expect. */
const PROMETHEUS_VERSION = '3.13.0'

/** What a {@link PrometheusApi} answers from. */
export interface PrometheusApiOptions {
  /** `null` while there is no history: this process is attached to the owner of it, or about to start. */
  readonly series: () => QueriedSeries | null
  /** What is known of metrics, by the names of their families. */
  readonly metadata: () => ReadonlyMap<string, readonly MetricMetadata[]>
  readonly exemplars: ExemplarStore
  /** `null` until the first evaluation. */
  readonly rules: () => RuleEvaluator | null
  readonly nowMs?: () => number
}

/** One request, whatever its method was. */
export interface ApiRequest {
  /** What follows `/api/v1/`, decoded: `query`, `label/job/values`. */
  readonly path: string
  readonly parameters: URLSearchParams
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal
}

/** Answers a part of Prometheus' HTTP API: enough for Grafana, for promtool, and for the page. */
export class PrometheusApi {
  readonly #options: PrometheusApiOptions
  readonly #gate = new QueryGate()

  constructor(options: PrometheusApiOptions) {
    this.#options = options
  }

  /** Answers a request; whatever is wrong is in the answer. */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return await this.#find(request, new ApiParameters(request.parameters))
    } catch (error) {
      return failure(toApiError(error))
    }
  }

  #find({ path, parameters, signal }: ApiRequest, given: ApiParameters): ApiAnswer | Promise<ApiAnswer> {
    switch (path) {
      case 'query':
        return this.#query(given, signal)
      case 'query_range':
        return this.#queryRange(given, signal)
      case 'series':
        return this.#series(given)
      case 'labels':
        return this.#labelNames(given)
      case 'metadata':
        return this.#metadata(given)
      case 'query_exemplars':
        return this.#exemplars(given)
      case 'format_query':
        return successOf(format(readExpression(given.text('query'))))
      case 'rules':
        return successOf(rulesJson(this.#rules(), parameters))
      case 'alerts':
        return successOf(alertsJson(this.#rules()))
      case 'status/buildinfo':
        return successOf(BUILD_INFO)
      default: {
        const label = /^label\/(.+)\/values$/.exec(path)?.[1]
        if (label !== undefined) return this.#labelValues(label, given)
        throw new ApiError('not_found', `there is no ${path} here`)
      }
    }
  }

  #query(given: ApiParameters, signal: AbortSignal): Promise<ApiAnswer> {
    const limit = given.limit()
    const time = given.time('time', this.#nowMs())
    return this.#evaluate(given, { time }, limit, signal)
  }

  #queryRange(given: ApiParameters, signal: AbortSignal): Promise<ApiAnswer> {
    const limit = given.limit()
    const start = given.time('start')
    const end = given.time('end')
    if (end < start) throw invalidParameter('end', 'end timestamp must not be before start time')
    const step = given.requiredDuration('step')
    if (step <= 0) {
      throw invalidParameter(
        'step',
        'zero or negative query resolution step widths are not accepted. Try a positive integer',
      )
    }
    if (Math.trunc((end - start) / step) > MAX_POINTS) {
      throw new ApiError(
        'bad_data',
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      )
    }
    return this.#evaluate(given, { start, end, step }, limit, signal)
  }

  async #evaluate(
    given: ApiParameters,
    at: EvaluationTime,
    limit: number,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const timeoutMs = Math.min(given.duration('timeout') ?? TIMEOUT_MS, TIMEOUT_MS)
    const lookbackMs = given.duration('lookback_delta') ?? 0
    const expression = readExpression(given.text('query'))
    const limited = AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.trunc(timeoutMs)))])
    const result = await this.#gate.run(limited, () =>
      evaluate(expression, at, this.#source(), {
        ...(lookbackMs > 0 ? { lookbackMs } : {}),
        maxSamples: MAX_SAMPLES,
        timeoutMs: Infinity,
        signal: limited,
      }).catch((error: unknown) => {
        if (limited.aborted && isTimeout(limited)) {
          throw new ApiError('timeout', 'query timed out in expression evaluation')
        }
        throw toQueryError(error)
      }),
    )
    const { kept, isTruncated } = truncate(result, limit)
    const warnings = isTruncated ? [...result.warnings, TRUNCATED] : result.warnings
    return success(queryDataJson(kept, 'time' in at ? at.time : at.end), { warnings, infos: result.infos })
  }

  async #series(given: ApiParameters): Promise<ApiAnswer> {
    if (given.all('match[]').length === 0) throw new ApiError('bad_data', 'no match[] parameter provided')
    const limit = given.limit()
    const { startMs, endMs } = given.range()
    const matcherSets = given.matcherSets()
    const found: Labels[] = []
    const most = limit === 0 ? MAX_RESULTS : Math.min(limit, MAX_RESULTS)
    for (const labels of this.#source().series(matcherSets, startMs, endMs)) {
      if (found.length === most) return success(arrayJson(found, labelsJson), { warnings: [TRUNCATED] })
      found.push(labels)
      // oxlint-disable-next-line no-await-in-loop -- others have the thread meanwhile
      if (found.length % SERIES_PER_TURN === 0) await nextTurn()
    }
    return success(arrayJson(found, labelsJson))
  }

  #labelNames(given: ApiParameters): ApiAnswer {
    const limit = given.limit()
    const { startMs, endMs } = given.range()
    if (endMs < startMs) return successOf([])
    return listAnswer(this.#source().labelNames(given.matcherSets(), startMs, endMs), limit)
  }

  #labelValues(label: string, given: ApiParameters): ApiAnswer {
    const name = label.startsWith('U__') ? unescapeName(label) : label
    if (name === '') throw new ApiError('bad_data', `invalid label name: ${JSON.stringify(name)}`)
    const limit = given.limit()
    const { startMs, endMs } = given.range()
    if (endMs < startMs) return successOf([])
    return listAnswer(this.#source().labelValues(name, given.matcherSets(), startMs, endMs), limit)
  }

  #metadata(given: ApiParameters): ApiAnswer {
    const limit = given.metadataLimit('limit')
    const perMetric = given.metadataLimit('limit_per_metric')
    const metric = given.text('metric')
    const found: [string, readonly MetricMetadata[]][] = []
    for (const [name, metadata] of this.#options.metadata()) {
      if (limit >= 0 && found.length >= limit) break
      if (metric !== '' && metric !== name) continue
      found.push([name, perMetric > 0 ? metadata.slice(0, perMetric) : metadata])
    }
    return successOf(Object.fromEntries(found))
  }

  #exemplars(given: ApiParameters): ApiAnswer {
    const { startMs, endMs } = given.range()
    if (endMs < startMs) throw new ApiError('bad_data', 'end timestamp must not be before start timestamp')
    const matcherSets = selectorsOf(parse(given.text('query'))).map(({ matchers }) => matchers)
    return success(arrayJson(this.#options.exemplars.find(matcherSets, startMs, endMs), exemplarsJson))
  }

  #rules(): RuleEvaluator {
    const rules = this.#options.rules()
    if (rules === null) throw new ApiError('unavailable', 'no rules were evaluated here yet')
    return rules
  }

  #source(): QueriedSeries {
    const series = this.#options.series()
    if (series === null) {
      throw new ApiError('unavailable', 'the history is not open here: ask the owner of the page')
    }
    return series
  }

  #nowMs(): number {
    return this.#options.nowMs?.() ?? Date.now()
  }
}

const BUILD_INFO = {
  version: PROMETHEUS_VERSION,
  revision: 'cryo-monitoring',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
}

function readExpression(query: string): ReturnType<typeof parse> {
  try {
    return parse(query)
  } catch (error) {
    throw toQueryError(error)
  }
}

function toQueryError(error: unknown): unknown {
  const isBad = error instanceof PromqlError && error.errorType === 'bad_data'
  return isBad ? invalidParameter('query', error.message) : error
}

function truncate(result: QueryResult, limit: number): { kept: QueryResult; isTruncated: boolean } {
  if (limit > 0 && result.type === 'vector' && result.samples.length > limit) {
    return { kept: { ...result, samples: result.samples.slice(0, limit) }, isTruncated: true }
  }
  if (limit > 0 && result.type === 'matrix' && result.series.length > limit) {
    return { kept: { ...result, series: result.series.slice(0, limit) }, isTruncated: true }
  }
  return { kept: result, isTruncated: false }
}

function listAnswer(all: readonly string[], limit: number): ApiAnswer {
  const most = limit === 0 ? MAX_RESULTS : Math.min(limit, MAX_RESULTS)
  const sorted = all.toSorted()
  if (sorted.length <= most) return successOf(sorted)
  return successOf(sorted.slice(0, most), { warnings: [TRUNCATED] })
}

function* arrayJson<T>(elements: readonly T[], toJson: (element: T) => string): Generator<string> {
  yield '['
  yield* joined(elements, toJson)
  yield ']'
}

/** `U__a_2e_b` is `a.b`: how a name that is none of the old ones stands in an address. */
function unescapeName(escaped: string): string {
  return escaped
    .slice('U__'.length)
    .replaceAll(/__|_([0-9A-Fa-f]{1,6})_/g, (_whole, code?: string) =>
      code === undefined ? '_' : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
    )
}
