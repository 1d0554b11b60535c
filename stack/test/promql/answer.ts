import {
  evaluate,
  type EvaluationTime,
  format,
  PromqlError,
  type QueryResult,
  type SeriesSource,
} from '@cryo/promql'

const TOLERANCE = 1e-9

/** Values by labels, in no order. */
type Values = ReadonlyMap<string, readonly (readonly [timeMs: number, value: number])[]>

/** An answer in a form in which both can be compared; of an error its type. */
export type Answer =
  | {
      readonly values: Values
      /** Warnings and infos; `null` where they are not known. */ readonly notes: readonly string[] | null
    }
  | { readonly error: string }

/** What format_query answers: a text, or what is wrong. */
export type Formatted = { readonly text: string } | { readonly error: string }

/** What our evaluator answers. */
export async function askOurs(source: SeriesSource, query: string, at: EvaluationTime): Promise<Answer> {
  try {
    const result = await evaluate(query, at, source)
    return { values: valuesOf(result), notes: [...result.warnings, ...result.infos].toSorted() }
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.errorType }
    throw error
  }
}

/** How our formatter writes a query. */
export function formatOurs(query: string): Formatted {
  try {
    return { text: format(query) }
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.message }
    throw error
  }
}

function valuesOf(result: QueryResult): Values {
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
}

/** What Prometheus' HTTP API answered. */
export function readResult(type: string, result: unknown): Values {
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
export function compare(theirs: Answer, ours: Answer): string | null {
  if ('error' in theirs || 'error' in ours) {
    const [left, right] = [theirs, ours].map((answer) => ('error' in answer ? answer.error : 'an answer'))
    return left === right ? null : `Prometheus gives ${left}, we ${right}`
  }
  return compareValues(theirs.values, ours.values) ?? compareNotes(theirs.notes, ours.notes)
}

function compareNotes(theirs: readonly string[] | null, ours: readonly string[] | null): string | null {
  // Prometheus adds the count to itself while it merges notes: it may be less than nothing.
  const [left, right] = [theirs, ours].map(
    (notes) => notes?.join('; ').replaceAll(/over -?\d+ samples/g, '') ?? '',
  )
  return theirs === null || ours === null || left === right ? null : `Prometheus notes ${left}, we ${right}`
}

function compareValues(theirs: Values, ours: Values): string | null {
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
