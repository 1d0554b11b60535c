import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

import type { EvaluationTime } from '@cryo/promql'

import type { Answer, Formatted } from './answer.ts'
import { TIMES } from './series.ts'

const FILE = join(import.meta.dirname, 'recorded-answers.json.br')
/** Of a range every tenth step is recorded: a value does not depend on the others. */
const EVERY = 10
/** Digits that are recorded: more than answers have to agree on. */
const DIGITS = 12

/** An answer as it is written: an error, or times and values as texts by series, and what was noted. */
type Written =
  | string
  | {
      readonly series: readonly (readonly [labels: string, samples: readonly (readonly [number, string])[]])[]
      readonly notes?: readonly string[]
    }

interface Recording {
  readonly queries: readonly string[]
  /** Two for each query: once, and over the range. */
  readonly answers: readonly Written[]
  /** One for each query: a text, 0 for the query itself, or what is wrong with it. */
  readonly formatted: readonly (string | 0 | { readonly error: string })[]
}

/** The range with its steps so far apart. */
export function thin(at: EvaluationTime): EvaluationTime {
  return 'time' in at ? at : { ...at, step: at.step * EVERY }
}

/** What a real Prometheus answered; made by the test that asks it, with `CRYO_RECORD=1`. */
export function readRecording(): {
  readonly queries: readonly string[]
  readonly answers: readonly Answer[]
  readonly formatted: readonly Formatted[]
} {
  const { queries, answers, formatted } = JSON.parse(
    brotliDecompressSync(readFileSync(FILE)).toString(),
  ) as Recording
  return {
    queries,
    answers: answers.map((written, index) => toAnswer(written, TIMES[index % TIMES.length])),
    formatted: formatted.map((text, index) =>
      typeof text === 'object' ? text : { text: text === 0 ? (queries[index] ?? '') : text },
    ),
  }
}

/** Collects what is to be recorded. */
export class AnswerRecorder {
  readonly #answers = new Map<string, Written[]>()
  readonly #formatted = new Map<string, string | 0 | { readonly error: string }>()

  add(query: string, at: EvaluationTime, answer: Answer): void {
    const answers = this.#answers.get(query) ?? []
    answers.push(toWritten(answer, at))
    this.#answers.set(query, answers)
  }

  addFormatted(query: string, formatted: Formatted): void {
    const isSame = 'text' in formatted && formatted.text === query
    this.#formatted.set(query, isSame ? 0 : 'text' in formatted ? formatted.text : formatted)
  }

  write(queries: readonly string[]): void {
    const answers = queries.flatMap((query) => this.#answers.get(query)?.slice(0, 2) ?? [])
    const formatted = queries.map((query) => this.#formatted.get(query) ?? 0)
    const text = JSON.stringify({ queries, answers, formatted } satisfies Recording)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 }
    writeFileSync(FILE, brotliCompressSync(text, { params }))
  }
}

function toWritten(answer: Answer, at: EvaluationTime): Written {
  if ('error' in answer) return answer.error
  const isKept = (timeMs: number): boolean => 'time' in at || (timeMs - at.start) % (at.step * EVERY) === 0
  const series = [...answer.values].flatMap(
    ([labels, samples]): readonly (readonly [string, readonly (readonly [number, string])[]])[] => {
      const kept = samples.filter(([timeMs]) => isKept(timeMs))
      // What has no sample at these times is no part of the answer; a text has none at all.
      if (kept.length === 0 && samples.length > 0) return []
      return [[labels, kept.map(([timeMs, value]) => [timeMs, toText(value)])]]
    },
  )
  const { notes } = answer
  return 'time' in at && notes !== null && notes.length > 0 ? { series, notes } : { series }
}

/** Of a range, what was noted depends on all of its steps. */
function toAnswer(written: Written, at: EvaluationTime | undefined): Answer {
  if (typeof written === 'string') return { error: written }
  const { series, notes = [] } = written
  return {
    values: new Map(
      series.map(([labels, samples]) => [labels, samples.map(([timeMs, text]) => [timeMs, Number(text)])]),
    ),
    notes: at !== undefined && 'time' in at ? notes : null,
  }
}

function toText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : String(value)
}
