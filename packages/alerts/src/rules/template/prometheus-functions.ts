import { parseDuration } from '@cryo/promql'

import { escapeQuery } from './escape.ts'
import { showValue } from './show-value.ts'
import { FunctionFailure } from './function-failure.ts'
import type { FunctionContext, Parameter, TemplateFunction } from './functions.ts'
import { stripDomain, stripPort } from './host-port.ts'
import { humanize, humanize1024, humanizeDuration, humanizePercentage } from './humanize.ts'
import { quote } from '@cryo/promql'
import { findMatch, replaceMatches } from './regular-expression.ts'
import { titleCase } from './title-case.ts'
import { ArgumentMap, Duration, type GoValue, Html, Moment, QuerySample, typeName } from './value.ts'

const NANOSECONDS = 1e9
const MAX_INT64 = 2 ** 63
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i

type Call = (args: readonly GoValue[], context: FunctionContext) => GoValue

const define = (name: string, parameters: readonly Parameter[], call: Call): [string, TemplateFunction] => [
  name,
  { parameters, variadic: null, call },
]
const ofText = (name: string, call: (text: string) => GoValue): [string, TemplateFunction] =>
  define(name, ['string'], ([text]) => call(String(text)))
const ofNumber = (name: string, call: (value: number) => GoValue): [string, TemplateFunction] =>
  define(name, ['any'], ([value = null]) => call(toFloat(value)))

/** Functions that Prometheus adds to those of Go's text/template. */
export const PROMETHEUS_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  define('query', ['string'], ([text], { query }) => query(String(text))),
  define('first', ['vector'], ([vector]) => {
    const [first] = vector as readonly QuerySample[]
    if (first === undefined) throw new FunctionFailure('first() called on vector with no elements')
    return first
  }),
  define('label', ['string', 'sample'], ([name, sample]) => toSample(sample).labels.get(String(name))),
  define('value', ['sample'], ([sample]) => toSample(sample).value),
  define('strvalue', ['sample'], ([sample]) => toSample(sample).labels.get('__value__')),
  define('sortByLabel', ['string', 'vector'], ([name, vector]) =>
    sortByLabel(String(name), vector as readonly QuerySample[]),
  ),
  ['args', { parameters: [], variadic: 'any', call: toArguments }],
  define('reReplaceAll', ['string', 'string', 'string'], ([pattern, replacement, text]) =>
    replaceMatches(String(pattern), String(replacement), String(text)),
  ),
  define('match', ['string', 'string'], ([pattern, text]) => findMatch(String(pattern), String(text))),
  ofText('safeHtml', (text) => new Html(text)),
  ofText('title', titleCase),
  ofText('toUpper', (text) => mapCharacters(text, (character) => character.toUpperCase())),
  ofText('toLower', (text) => mapCharacters(text, (character) => character.toLowerCase())),
  ofText('graphLink', (text) => `/graph?g0.expr=${escapeQuery(text)}&g0.tab=0`),
  ofText('tableLink', (text) => `/graph?g0.expr=${escapeQuery(text)}&g0.tab=1`),
  ofText('stripPort', stripPort),
  ofText('stripDomain', stripDomain),
  ofText('parseDuration', toSeconds),
  ofText('urlQueryEscape', escapeQuery),
  ofNumber('humanize', humanize),
  ofNumber('humanize1024', humanize1024),
  ofNumber('humanizeDuration', humanizeDuration),
  ofNumber('humanizePercentage', humanizePercentage),
  ofNumber('humanizeTimestamp', (value) =>
    Number.isFinite(value) ? showValue(toMoment(value)) : showValue(value),
  ),
  ofNumber('toTime', (value) => {
    if (!Number.isFinite(value)) throw new FunctionFailure('value is NaN or Inf')
    return toMoment(value)
  }),
  ofNumber('toDuration', toDuration),
  define('now', [], (_args, { timeMs }) => timeMs / 1000),
  define('externalURL', [], (_args, { externalUrl }) => externalUrl),
  define('pathPrefix', [], (_args, { externalUrl }) => pathOf(externalUrl)),
])

function toSample(value: GoValue | undefined): QuerySample {
  if (value instanceof QuerySample) return value
  throw new FunctionFailure('runtime error: invalid memory address or nil pointer dereference')
}

/** One by one: in Go no character becomes two. */
function mapCharacters(text: string, map: (character: string) => string): string {
  return Array.from(text, (character) => {
    const mapped = map(character)
    return Array.from(mapped).length === 1 ? mapped : character
  }).join('')
}

function toFloat(value: GoValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') throw new FunctionFailure(`can't convert ${typeName(value)} to float`)
  if (!FLOAT.test(value))
    throw new FunctionFailure(`strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`)
  const lower = value.toLowerCase()
  if (lower.includes('inf')) return lower.startsWith('-') ? -Infinity : Infinity
  if (lower.includes('nan')) return Number.NaN
  if (!Number.isFinite(Number(value)))
    throw new FunctionFailure(`strconv.ParseFloat: parsing ${quote(value)}: value out of range`)
  return Number(value)
}

function toMoment(value: number): Moment {
  const nanoseconds = value * NANOSECONDS
  if (nanoseconds > MAX_INT64 || nanoseconds < -MAX_INT64) {
    throw new FunctionFailure(
      `${showValue(value)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    )
  }
  return new Moment(Number(BigInt(Math.trunc(nanoseconds)) / 1_000_000n))
}

function toDuration(value: number): Duration {
  const nanoseconds = value * NANOSECONDS
  // What does not fit is the least of all in Go on amd64.
  const fits = Math.abs(nanoseconds) < MAX_INT64
  return new Duration(fits ? BigInt(Math.trunc(nanoseconds)) : -(2n ** 63n))
}

function toSeconds(text: string): number {
  const isNegative = text.startsWith('-')
  const digits = isNegative ? text.slice(1) : text
  if (digits === '') throw new FunctionFailure('empty duration string')
  const milliseconds = digits === '0' ? 0 : parseDuration(digits)
  if (milliseconds === null) throw new FunctionFailure(`not a valid duration string: ${quote(digits)}`)
  return (isNegative ? -milliseconds : milliseconds) / 1000
}

function sortByLabel(name: string, vector: readonly QuerySample[]): readonly QuerySample[] {
  return vector.toSorted((left, right) => {
    const [a, b] = [left.labels.get(name), right.labels.get(name)]
    return a < b ? -1 : Number(a > b)
  })
}

function toArguments(args: readonly GoValue[]): ArgumentMap {
  return new ArgumentMap(new Map(args.map((value, index) => [`arg${index}`, value])))
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/^\/$/, '') : ''
}
