import { ATTR_RUN_ID, EVENT_EXCEPTION } from '@cryo/conventions'

import { Retention } from '../retention.ts'
import { MendingDatabase } from '../sqlite/mending-database.ts'
import { readNumber } from '../sqlite/open-database.ts'
import { PendingTraces } from './pending-traces.ts'
import { fits, fitsSummary } from './search-traces.ts'
import { Slowest } from './slowest.ts'
import { packSpans, unpackSpans } from './span-text.ts'
import type { PageStart, TracePage, TraceTables, Worth } from './trace-database.ts'
import { TRACE_DATABASE, WORTH } from './trace-database.ts'
import type {
  FoundTraces,
  StoredSpan,
  TraceHistory,
  TraceHistoryOptions,
  TraceSearch,
  TraceSummary,
} from './trace-history.ts'
import { summarize } from './trace-summary.ts'
import { WriteTrouble } from '../sqlite/write-trouble.ts'

const DAY_MS = 86_400_000
/** Traces that one transaction writes, and spans of them. */
const BATCH_TRACES = 32
const BATCH_SPANS = 512
/** What one call of `work` takes, at the least one step. */
const SLICE_MS = 5
/** Traces that one step of a search looks at, and all of it. */
const PAGE_TRACES = 32
const MAX_LOOKED_AT = 50_000
const MAX_TRACES = 200_000
/** Time between two passes of the retention, each of which deletes a day at the most. */
const PASS_MS = 3_600_000
const FULL_SHARE = 0.95
const ROOM_TRACES = 32
/** Plain traces that are kept in a second, and at once: a flood of them would leave no others. */
const PLAIN_PER_SECOND = 50
const PLAIN_AT_ONCE = 5000

/** A {@link TraceHistory} on SQLite, in a file or in memory. */
export class SqliteTraceHistory implements TraceHistory {
  readonly notices: string[] = []
  readonly leftOut = { traces: 0, spans: 0, damaged: 0 }
  readonly #pending = new PendingTraces()
  readonly #slowest = new Slowest()
  readonly #database: MendingDatabase<TraceTables>
  readonly #retention: Retention
  readonly #nowMs: () => number
  #onNotice: (sentence: string) => void = (sentence) => this.notices.push(sentence)
  readonly #trouble = new WriteTrouble('the history of traces', (sentence) => this.#onNotice(sentence))
  #passDueMs = Number.NEGATIVE_INFINITY
  /** Plain traces that may be kept now, and when that was counted, on the clock of `performance.now()`. */
  #plain = PLAIN_AT_ONCE
  #plainMs = performance.now()

  constructor({
    dir,
    retentionDays = 14,
    maxBytes = 128 * 1024 * 1024,
    onProblem = () => {},
    nowMs = Date.now,
  }: TraceHistoryOptions) {
    const onNotice = (sentence: string): void => this.#onNotice(sentence)
    this.#nowMs = nowMs
    this.#database = new MendingDatabase(TRACE_DATABASE, { dir, maxBytes, nowMs, onNotice })
    this.#retention = new Retention(retentionDays * DAY_MS, MAX_TRACES)
    this.#onNotice = onProblem
  }

  get file(): string | null {
    return this.#database.file
  }

  get bytes(): number {
    const read = ({ database }: TraceTables): number =>
      readNumber(database, 'page_count') * readNumber(database, 'page_size')
    return this.#attempt(read) ?? 0
  }

  append(span: StoredSpan): void {
    const isPossible = Number.isFinite(span.startMs) && Number.isFinite(span.endMs) && span.traceId !== ''
    if (!isPossible || !this.#pending.add(span, performance.now())) this.leftOut.spans++
  }

  find(traceId: string): readonly StoredSpan[] {
    const stored = this.#attempt(({ traces }) => this.#unpack(traces.find(traceId))) ?? []
    return join(stored, this.#pending.of(traceId)).toSorted((left, right) => left.startMs - right.startMs)
  }

  *search(search: TraceSearch): Generator<undefined, FoundTraces, undefined> {
    const { limit = 50 } = search
    const found: TraceSummary[] = []
    let lookedAt = 0
    let start: PageStart | null = null
    for (;;) {
      const page: TracePage | null = this.#page(search, start)
      if (page === null) return { traces: found, isComplete: false }
      for (const { summary, spans } of page.rows) {
        if (!fitsSummary(search, summary)) continue
        if (!fits(search, summary, () => this.#unpack(spans))) continue
        found.push(summary)
        if (found.length >= limit) return { traces: found, isComplete: true }
      }
      if (page.next === null) return { traces: found, isComplete: true }
      lookedAt += page.rows.length
      if (lookedAt >= MAX_LOOKED_AT) return { traces: found, isComplete: false }
      start = page.next
      yield
    }
  }

  work(nowMs: number): boolean {
    const untilMs = performance.now() + SLICE_MS
    while (this.#write(nowMs, false)) if (performance.now() >= untilMs) return true
    while (this.#expire(nowMs)) if (performance.now() >= untilMs) return true
    return false
  }

  close(): void {
    while (this.#write(this.#nowMs(), true));
    this.#database.close()
  }

  #page(search: TraceSearch, start: PageStart | null): TracePage | null {
    return this.#attempt(({ traces }) => traces.page(search, start, PAGE_TRACES))
  }

  /** Writes some of the traces that are due; returns whether there may be more. */
  #write(nowMs: number, isLast: boolean): boolean {
    const batch: (readonly StoredSpan[])[] = []
    let spans = 0
    for (const trace of this.#pending.due(performance.now(), isLast)) {
      batch.push(trace)
      spans += trace.length
      if (batch.length >= BATCH_TRACES || spans >= BATCH_SPANS) break
    }
    if (batch.length === 0) return false
    const isWritten = this.#attempt((tables) => {
      tables.database.exec('BEGIN IMMEDIATE')
      for (const trace of batch) this.#put(tables, trace, nowMs)
      tables.database.exec('COMMIT')
      return true
    })
    if (isWritten !== true) return false
    for (const [first] of batch) this.#pending.remove(first?.traceId ?? '')
    this.#trouble.succeed()
    return true
  }

  #put({ traces }: TraceTables, fresh: readonly StoredSpan[], nowMs: number): void {
    const stored = this.#unpack(traces.find(fresh[0]?.traceId ?? ''))
    const spans = join(stored, fresh)
    const summary = summarize(spans)
    const worth = this.#worthOf(spans, summary, nowMs)
    if (worth === WORTH.plain && stored.length === 0 && !this.#takePlain()) {
      this.leftOut.traces++
      return
    }
    const { packed, leftOut } = packSpans(spans)
    this.leftOut.spans += leftOut
    traces.put({ summary, worth, spans: packed }, Math.min(summary.startMs, nowMs))
  }

  #worthOf(spans: readonly StoredSpan[], { service, name, durationMs }: TraceSummary, nowMs: number): Worth {
    const hasFailed = spans.some(
      ({ status, events }) => status === 'error' || events.some((event) => event.name === EVENT_EXCEPTION),
    )
    if (hasFailed) return WORTH.error
    const isRun = spans.some(({ attributes }) => attributes[ATTR_RUN_ID] !== undefined)
    const isSlow = this.#slowest.offer(`${service}\n${name}`, durationMs, nowMs)
    return isRun || isSlow ? WORTH.slow : WORTH.plain
  }

  #takePlain(): boolean {
    const now = performance.now()
    this.#plain = Math.min(PLAIN_AT_ONCE, this.#plain + ((now - this.#plainMs) / 1000) * PLAIN_PER_SECOND)
    this.#plainMs = now
    if (this.#plain < 1) return false
    this.#plain--
    return true
  }

  /** Deletes a few that are too old or too many; returns whether there may be more. */
  #expire(nowMs: number): boolean {
    const isMore = this.#attempt((tables) => {
      const { database, traces } = tables
      const used = readNumber(database, 'page_count') - readNumber(database, 'freelist_count')
      if (used > readNumber(database, 'max_page_count') * FULL_SHARE) return traces.shed(ROOM_TRACES) > 0
      if (performance.now() < this.#passDueMs) return false
      if (this.#retention.step(traces, nowMs)) return true
      this.#passDueMs = performance.now() + PASS_MS
      return false
    })
    return isMore === true
  }

  #unpack(packed: Uint8Array | null): readonly StoredSpan[] {
    if (packed === null) return []
    const spans = unpackSpans(packed)
    if (spans !== null) return spans
    if (this.leftOut.damaged++ === 0)
      this.#onNotice('the history of traces has some that were damaged: they are left out')
    return []
  }

  #attempt<R>(work: (tables: TraceTables) => R): R | null {
    return this.#database.attempt(work, (error) => this.#trouble.fail(error))
  }
}

/** Spans of both, each once: some senders repeat what was not acknowledged. */
function join(stored: readonly StoredSpan[], fresh: readonly StoredSpan[]): readonly StoredSpan[] {
  const spans = new Map<string, StoredSpan>()
  for (const span of [...stored, ...fresh]) spans.set(span.spanId, span)
  return [...spans.values()]
}
