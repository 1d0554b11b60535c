import { parseDuration, parseSelector, PromqlError } from '@cryo/promql'
import type { LabelMatcher } from '@cryo/promql'

import { ApiError, invalidParameter } from './api-error.ts'

/** What may stand for any time before and after all that is stored. */
const EARLIEST_MS = -8_640_000_000_000_000
const LATEST_MS = 8_640_000_000_000_000
/** Prometheus' own bounds, which its clients send. */
const BOUNDS: Readonly<Record<string, number>> = {
  '-292273086-05-16T16:47:06Z': EARLIEST_MS,
  '292277025-08-18T07:12:54.999999999Z': LATEST_MS,
}
/** Prometheus names another subject where the selector is a parameter. */
const CHOOSES_NOTHING = 'must contain at least one non-empty matcher'
/** More than anybody asks for in one go. */
const MAX_SETS = 100
const NUMBER = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** Parameters of one request to Prometheus' HTTP API, read as Prometheus reads them. All times in milliseconds. */
export class ApiParameters {
  readonly #given: URLSearchParams

  constructor(given: URLSearchParams) {
    this.#given = given
  }

  /** A text; empty where it is not given. */
  text(name: string): string {
    return this.#given.get(name) ?? ''
  }

  all(name: string): readonly string[] {
    return this.#given.getAll(name)
  }

  /** @throws ApiError where it is no time, or missing without a default. */
  time(name: string, byDefault?: number): number {
    const text = this.text(name)
    if (text === '' && byDefault !== undefined) return byDefault
    const time = readTime(text)
    if (time !== null) return time
    const reason = `cannot parse ${JSON.stringify(text)} to a valid timestamp`
    throw invalidParameter(
      name,
      byDefault === undefined ? reason : `invalid time value for '${name}': ${reason}`,
    )
  }

  /** A range whose ends may be missing; it may end before it starts, and has nothing then. */
  range(): { readonly startMs: number; readonly endMs: number } {
    return { startMs: this.time('start', EARLIEST_MS), endMs: this.time('end', LATEST_MS) }
  }

  /** @throws ApiError where it is none; `null` where it is not given. */
  duration(name: string): number | null {
    const text = this.text(name)
    return text === '' ? null : this.requiredDuration(name)
  }

  requiredDuration(name: string): number {
    const text = this.text(name)
    const duration = readSeconds(text) ?? parseDuration(text)
    if (duration === null) {
      throw invalidParameter(name, `cannot parse ${JSON.stringify(text)} to a valid duration`)
    }
    return duration
  }

  /** A number of results; 0 for all. */
  limit(): number {
    const text = this.text('limit')
    if (text === '') return 0
    if (!/^[+-]?\d+$/.test(text)) {
      throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
    }
    if (Number(text) < 0) throw invalidParameter('limit', 'limit must be non-negative')
    return Number(text)
  }

  /** A number of results, as metadata names it; -1 for all. */
  metadataLimit(name: string): number {
    const text = this.text(name)
    if (text === '') return -1
    if (!/^[+-]?\d+$/.test(text)) throw new ApiError('bad_data', `${name} must be a number`)
    return Number(text)
  }

  /** The sets of matchers that are asked for, each read in its turn; none for all series. @throws ApiError */
  *matcherSets(): Generator<readonly LabelMatcher[], void, undefined> {
    const texts = this.all('match[]')
    if (texts.length > MAX_SETS) throw invalidParameter('match[]', `there may be ${MAX_SETS} at most`)
    for (const text of texts) yield readSelector(text)
  }
}

function readSelector(text: string): readonly LabelMatcher[] {
  try {
    return parseSelector(text)
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    const { message } = error
    throw invalidParameter(
      'match[]',
      message.endsWith(CHOOSES_NOTHING) ? `match[] ${CHOOSES_NOTHING}` : message,
    )
  }
}

function readTime(text: string): number | null {
  const seconds = readSeconds(text)
  if (seconds !== null) return Math.min(LATEST_MS, Math.max(EARLIEST_MS, Math.round(seconds)))
  const bound = BOUNDS[text]
  if (bound !== undefined) return bound
  const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : time
}

function readSeconds(text: string): number | null {
  const seconds = NUMBER.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN
  return Number.isFinite(seconds) ? seconds * 1000 : null
}
