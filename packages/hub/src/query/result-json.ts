import type { Labels, QueryResult } from '@cryo/promql'

import type { ExemplarSeries } from './exemplar-store.ts'

/** Characters of one part: made in a fraction of a millisecond. */
const PART_LENGTH = 32_768

/** The `data` of a query as Prometheus' HTTP API writes it, part by part. @param atMs - Time of a scalar or text. */
export function* queryDataJson(result: QueryResult, atMs: number): Generator<string, void, undefined> {
  switch (result.type) {
    case 'scalar':
      yield `{"resultType":"scalar","result":${pairJson(atMs, formatValue(result.value))}}`
      return
    case 'string':
      yield `{"resultType":"string","result":${pairJson(atMs, result.value)}}`
      return
    case 'vector':
      yield '{"resultType":"vector","result":['
      yield* joined(
        result.samples,
        ({ labels, value, timestampMs }) =>
          `{"metric":${labelsJson(labels)},"value":${pairJson(timestampMs, formatValue(value))}}`,
      )
      yield ']}'
      return
    default:
      yield '{"resultType":"matrix","result":['
      yield* matrixJson(result.series)
      yield ']}'
  }
}

/** Elements of an array, several in one part. */
export function* joined<T>(
  elements: Iterable<T>,
  toJson: (element: T) => string,
): Generator<string, void, undefined> {
  let part = ''
  let separator = ''
  for (const element of elements) {
    part += separator + toJson(element)
    separator = ','
    if (part.length < PART_LENGTH) continue
    yield part
    part = ''
  }
  yield part
}

/** Labels as an object; names in order, as Prometheus has them. */
export function labelsJson(labels: Labels): string {
  const pairs = Object.keys(labels)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(labels[name])}`)
  return `{${pairs.join(',')}}`
}

/** The exemplars of one series. */
export function exemplarsJson({ seriesLabels, exemplars }: ExemplarSeries): string {
  const list = exemplars.map(({ labels, value, timestampMs }) => {
    const number = JSON.stringify(formatValue(value))
    return `{"labels":${labelsJson(labels)},"value":${number},"timestamp":${timestampMs / 1000}}`
  })
  return `{"seriesLabels":${labelsJson(seriesLabels)},"exemplars":[${list.join(',')}]}`
}

/** A number as Go writes it for JSON: an exponent has two digits at least. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  if (Object.is(value, -0)) return '-0'
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

function* matrixJson(
  series: Extract<QueryResult, { type: 'matrix' }>['series'],
): Generator<string, void, undefined> {
  let part = ''
  for (const [place, { labels, timestamps, values }] of series.entries()) {
    part += `${place === 0 ? '' : ','}{"metric":${labelsJson(labels)},"values":[`
    for (let index = 0; index < values.length; index++) {
      if (index > 0) part += ','
      part += pairJson(timestamps[index] ?? 0, formatValue(values[index] ?? 0))
      if (part.length < PART_LENGTH) continue
      yield part
      part = ''
    }
    part += ']}'
  }
  yield part
}

function pairJson(timeMs: number, value: string): string {
  return `[${timeMs / 1000},${JSON.stringify(value)}]`
}
