import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

import type { EvaluationTime } from '@cryo/promql'

import type { Answer } from './answer.ts'

const FILE = join(import.meta.dirname, 'recorded-answers.json.br')
/** Of a range every tenth step is recorded: a value does not depend on the others. */
const EVERY = 10
/** Digits that are recorded: more than answers have to agree on. */
const DIGITS = 12

/** An answer as it is written: an error, or times and values as texts by series. */
type Written =
  | string
  | readonly (readonly [labels: string, samples: readonly (readonly [number, string])[]])[]

interface Recording {
  readonly queries: readonly string[]
  /** Two for each query: once, and over the range. */
  readonly answers: readonly Written[]
}

/** The range with its steps so far apart. */
export function thin(at: EvaluationTime): EvaluationTime {
  return 'time' in at ? at : { ...at, step: at.step * EVERY }
}

/** What a real Prometheus answered; made by the test that asks it, with `CRYO_RECORD=1`. */
export function readRecording(): {
  readonly queries: readonly string[]
  readonly answers: readonly Answer[]
} {
  const { queries, answers } = JSON.parse(brotliDecompressSync(readFileSync(FILE)).toString()) as Recording
  return { queries, answers: answers.map(toAnswer) }
}

/** Collects what is to be recorded. */
export class AnswerRecorder {
  readonly #answers = new Map<string, Written[]>()

  add(query: string, at: EvaluationTime, answer: Answer): void {
    const answers = this.#answers.get(query) ?? []
    answers.push(toWritten(answer, at))
    this.#answers.set(query, answers)
  }

  write(queries: readonly string[]): void {
    const answers = queries.flatMap((query) => this.#answers.get(query)?.slice(0, 2) ?? [])
    const text = JSON.stringify({ queries, answers } satisfies Recording)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 }
    writeFileSync(FILE, brotliCompressSync(text, { params }))
  }
}

function toWritten(answer: Answer, at: EvaluationTime): Written {
  if ('error' in answer) return answer.error
  const isKept = (timeMs: number): boolean => 'time' in at || (timeMs - at.start) % (at.step * EVERY) === 0
  return [...answer].flatMap(([labels, samples]): Exclude<Written, string> => {
    const kept = samples.filter(([timeMs]) => isKept(timeMs))
    // What has no sample at these times is no part of the answer; a text has none at all.
    if (kept.length === 0 && samples.length > 0) return []
    return [[labels, kept.map(([timeMs, value]) => [timeMs, toText(value)])]]
  })
}

function toAnswer(written: Written): Answer {
  if (typeof written === 'string') return { error: written }
  return new Map(
    written.map(([labels, samples]) => [labels, samples.map(([timeMs, text]) => [timeMs, Number(text)])]),
  )
}

function toText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : String(value)
}
