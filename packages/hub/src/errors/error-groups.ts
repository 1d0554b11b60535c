import type { History } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { ErrorGroupState, ErrorGroupSummary } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { Span } from '../otlp/span.ts'
import { readErrorCounters } from './error-counters.ts'
import type { ErrorCounter } from './error-counters.ts'
import { createErrorGroup, ErrorGroup } from './error-group.ts'
import { GroupCache, keyOf } from './group-cache.ts'
import { hasUngrouped, readSightings } from './sighting.ts'
import type { Sighting } from './sighting.ts'

/** Spans of other libraries that wait to be given their groups. */
const MAX_WAITING = 2000
/** What finding groups may take at a time. */
const SLICE_MS = 5
/** Groups that are written at a time. */
const SAVED_AT_ONCE = 32
/** Groups that are brought back from the history at its opening. */
const LOADED = 200
const SHOWN = 50
/** What needs a look first, first. */
const ORDER: Readonly<Record<ErrorGroupState, number>> = { regressed: 0, new: 1, ongoing: 2, resolved: 3 }

/** Errors of one service and type. */
export interface TypeCount {
  readonly service: string
  readonly type: string
  readonly count: number
}

/** The errors of all services by their cause: those of now, and with a history those of earlier runs. */
export class ErrorGroups {
  readonly #series: SeriesStore
  readonly #cache = new GroupCache((group) => this.#saveEvicted(group))
  readonly #unsaved = new Map<string, ErrorGroup>()
  #waiting: Span[] = []
  #history: History | null = null
  #hasNew = false
  /** Spans of other libraries whose errors were left out: more came than could be looked at. */
  skipped = 0

  /** @param series - Where the counters of errors are. */
  constructor(series: SeriesStore) {
    this.#series = series
  }

  /** Remembers groups there from now on, and knows those that are there; `null` ends it, with everything written. */
  useHistory(history: History | null): void {
    if (history === null) {
      this.observe(Date.now())
      while (this.#history !== null && this.#unsaved.size > 0) this.save()
      this.#history = null
      this.#cache.clear()
      return
    }
    this.#history = history
    for (const record of history.errorGroups.newest(LOADED).toReversed()) {
      const earlier = new ErrorGroup(record)
      const known = this.#cache.get(keyOf(earlier))
      if (known === undefined) this.#cache.put(earlier)
      else known.adopt(earlier)
    }
    for (const group of this.#cache.values()) this.#unsaved.set(keyOf(group), group)
  }

  /** Whether a history would learn something. */
  get hasUnsaved(): boolean {
    return this.#unsaved.size > 0
  }

  /** Takes the errors of a finished span. */
  take(span: Span): void {
    if (span.events.length === 0) return
    if (!hasUngrouped(span)) this.#see(span)
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(span)
    else {
      if (this.skipped === 0)
        writeLogLine('errors of other libraries come too fast: not all of them are grouped')
      this.skipped++
    }
  }

  /** Finds the groups of errors that came without one, for a slice of time, and writes groups that are new. */
  work(): void {
    const deadline = performance.now() + SLICE_MS
    let done = 0
    // One at least, however little of the machine this thread gets.
    while (done < this.#waiting.length && (done === 0 || performance.now() < deadline)) {
      const span = this.#waiting[done++]
      if (span !== undefined) this.#see(span)
    }
    if (done > 0) this.#waiting = this.#waiting.slice(done)
    if (this.#hasNew) this.save()
  }

  /** Reads how many errors each process has counted. */
  observe(nowMs: number): void {
    const counters = [...readErrorCounters(this.#series)]
    for (const counter of counters) this.#count(counter, nowMs)
    const running = new Set(counters.map(({ instance }) => instance))
    for (const group of this.#cache.values()) group.counts.fold((instance) => running.has(instance))
  }

  /** Writes groups that changed, a few at a time; to be called about once a second. */
  save(): void {
    this.#hasNew = false
    if (this.#history === null || this.#unsaved.size === 0) return
    const groups = this.#unsaved.values().take(SAVED_AT_ONCE).toArray()
    for (const group of groups) this.#unsaved.delete(keyOf(group))
    this.#history.errorGroups.put(groups.map((group) => group.toRecord()))
  }

  /** Marks a group as resolved: should it be seen again, it has regressed. Returns whether there is such a group. */
  resolve(service: string, id: string, nowMs: number): boolean {
    const group = this.#find(service, id)
    if (group === undefined) return false
    group.resolve(nowMs)
    this.#keep(group)
    this.save()
    return true
  }

  /** The groups at hand, those that need a look first. @param limit - At most; by default what the page shows at once. */
  report(nowMs: number, limit: number = SHOWN): ErrorGroupSummary[] {
    const summaries = [...this.#cache.values()].map((group) => ({ group, state: group.stateAt(nowMs) }))
    return summaries
      .toSorted(
        (left, right) =>
          ORDER[left.state] - ORDER[right.state] || right.group.lastSeenMs - left.group.lastSeenMs,
      )
      .slice(0, limit)
      .map(({ group }) => group.summarize(nowMs))
  }

  /** How many errors of each group no counter tells of: they came from other libraries and languages. */
  *uncounted(): Generator<TypeCount, void, undefined> {
    for (const { service, type, counts } of this.#cache.values()) {
      const count = counts.uncounted
      if (count > 0) yield { service, type, count }
    }
  }

  #see(span: Span): void {
    const nowMs = Date.now()
    for (const sighting of readSightings(span)) this.#seeOne(sighting, nowMs)
  }

  #seeOne(sighting: Sighting, nowMs: number): void {
    const { timeMs } = sighting
    // A clock that is ahead must not make a group look recent for ever.
    const seen = { ...sighting, timeMs: timeMs > 0 ? Math.min(timeMs, nowMs) : nowMs }
    const group = this.#find(seen.service, seen.group) ?? this.#create(seen)
    group.see(seen)
    this.#keep(group)
  }

  #count(counter: ErrorCounter, nowMs: number): void {
    const { service, group: id, instance, value, startMs } = counter
    const timeMs = Math.min(counter.timeMs, nowMs)
    const group = this.#find(service, id) ?? this.#create(toSighting(counter, timeMs))
    if (group.observe(instance, value, startMs, timeMs)) this.#keep(group)
  }

  #find(service: string, id: string): ErrorGroup | undefined {
    const known = this.#cache.get(keyOf({ service, id }))
    if (known !== undefined) return known
    const record = this.#history?.errorGroups.find(service, id) ?? null
    return record === null ? undefined : new ErrorGroup(record)
  }

  #create(sighting: Sighting): ErrorGroup {
    this.#hasNew = true
    return createErrorGroup(sighting)
  }

  #keep(group: ErrorGroup): void {
    this.#unsaved.set(keyOf(group), group)
    this.#cache.put(group)
  }

  #saveEvicted(group: ErrorGroup): void {
    if (!this.#unsaved.delete(keyOf(group))) return
    this.#history?.errorGroups.put([group.toRecord()])
  }
}

/** What a counter alone tells of an error. */
function toSighting({ service, group, type, instance }: ErrorCounter, timeMs: number): Sighting {
  return {
    service,
    instance,
    version: null,
    group,
    type,
    message: '',
    stack: null,
    context: {},
    operation: null,
    traceId: '',
    spanId: '',
    parentSpanId: '',
    timeMs,
  }
}
