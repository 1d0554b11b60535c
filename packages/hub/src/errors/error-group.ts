import type { ErrorGroupRecord } from '@cryo/history'
import type { ErrorGroupState, ErrorGroupSummary } from '@cryo/protocol'

import { InstanceCounts } from './instance-counts.ts'
import type { Sighting } from './sighting.ts'

const DAY_MS = 86_400_000
/** So long after it was seen first a group is new. */
const NEW_MS = DAY_MS
/** Quiet for so long, a group counts as resolved. */
const QUIET_MS = 14 * DAY_MS
/** A counter tells of an error some seconds late: what it tells shortly after somebody resolved the group is no relapse. */
const GRACE_MS = 10_000
/** Operations and jobs that are named. */
const MAX_OPERATIONS = 20

/** Errors of one service with one cause. */
export class ErrorGroup {
  readonly counts: InstanceCounts
  #record: ErrorGroupRecord
  readonly #operations: Set<string>
  #newest: Sighting | null = null

  constructor(record: ErrorGroupRecord) {
    this.#record = record
    this.counts = new InstanceCounts(record.count, record.live)
    this.#operations = new Set(record.operations)
  }

  get service(): string {
    return this.#record.service
  }

  get id(): string {
    return this.#record.id
  }

  get type(): string {
    return this.#record.type
  }

  get lastSeenMs(): number {
    return this.#record.lastSeenMs
  }

  /** Characters of its texts, roughly. */
  get size(): number {
    const { message, sample, context } = this.#record
    let size =
      1000 + this.counts.size * 100 + message.length + sample.message.length + (sample.stack?.length ?? 0)
    for (const key in context) size += key.length + (context[key]?.length ?? 0)
    return size
  }

  /** Takes an error that was seen on a span; the newest is the sample. */
  see(sighting: Sighting): void {
    const isPassedOn = this.#isPassedOn(sighting)
    this.#newest = sighting
    if (!isPassedOn) this.counts.addEvent(sighting.instance)
    this.#seeAt(sighting.timeMs)
    const { operation } = sighting
    if (operation !== null && this.#operations.size < MAX_OPERATIONS) this.#operations.add(operation)
    const lastVersion = sighting.version ?? this.#record.lastVersion
    const { sample } = this.#record
    // What only a counter told of has nothing to show.
    const isShown = sample.message !== '' || sample.stack !== null
    if (isShown && sighting.timeMs < sample.atMs) this.#record = { ...this.#record, lastVersion }
    else {
      const { message, context } = sighting
      this.#record = { ...this.#record, lastVersion, message, context, sample: sampleOf(sighting) }
    }
  }

  /** Takes the counter of a process; returns whether it told of errors that were not known. */
  observe(instance: string, counted: number, startMs: number, timeMs: number): boolean {
    const rise = this.counts.observe(instance, counted, startMs)
    if (rise <= 0) return false
    const { resolvedMs, lastSeenMs } = this.#record
    // Spans tell when it happened; where they have told of it, the counter adds nothing.
    const isLate = timeMs - lastSeenMs < GRACE_MS || (resolvedMs !== null && timeMs - resolvedMs < GRACE_MS)
    if (!isLate) this.#seeAt(timeMs)
    return true
  }

  /** Somebody says that its cause is gone. */
  resolve(nowMs: number): void {
    this.#record = { ...this.#record, resolvedMs: Math.max(nowMs, this.#record.lastSeenMs) }
  }

  /** Adds what was known of it before. */
  adopt(earlier: ErrorGroup): void {
    this.counts.adopt(earlier.counts)
    const { firstSeenMs, lastSeenMs, resolvedMs, lastVersion } = earlier.#record
    for (const name of earlier.#operations) {
      if (this.#operations.size < MAX_OPERATIONS) this.#operations.add(name)
    }
    const own = this.#record
    this.#record = {
      ...own,
      ...(lastSeenMs > own.lastSeenMs ? { message: earlier.#record.message } : {}),
      firstSeenMs: Math.min(firstSeenMs, own.firstSeenMs),
      lastSeenMs: Math.max(lastSeenMs, own.lastSeenMs),
      resolvedMs: own.resolvedMs ?? quietSince(lastSeenMs, own.firstSeenMs) ?? resolvedMs,
      lastVersion: own.lastVersion ?? lastVersion,
    }
  }

  toRecord(): ErrorGroupRecord {
    return {
      ...this.#record,
      count: this.counts.total,
      live: this.counts.live,
      operations: [...this.#operations],
    }
  }

  /** What the page shows of it. */
  summarize(nowMs: number): ErrorGroupSummary {
    const { service, id, type, message, firstSeenMs, lastSeenMs, context, sample } = this.#record
    const { atMs, ...error } = sample
    return {
      service,
      id,
      type,
      message,
      state: this.stateAt(nowMs),
      count: this.counts.total,
      firstSeen: new Date(firstSeenMs),
      lastSeen: new Date(lastSeenMs),
      operations: [...this.#operations],
      sample: { ...error, at: new Date(atMs) },
      context,
    }
  }

  stateAt(nowMs: number): ErrorGroupState {
    const { firstSeenMs, lastSeenMs, resolvedMs } = this.#record
    if (nowMs - lastSeenMs > QUIET_MS) return 'resolved'
    if (resolvedMs !== null) return lastSeenMs > resolvedMs ? 'regressed' : 'resolved'
    return nowMs - firstSeenMs < NEW_MS ? 'new' : 'ongoing'
  }

  #seeAt(timeMs: number): void {
    const { firstSeenMs, lastSeenMs, resolvedMs } = this.#record
    this.#record = {
      ...this.#record,
      firstSeenMs: Math.min(firstSeenMs, timeMs),
      lastSeenMs: Math.max(lastSeenMs, timeMs),
      resolvedMs: quietSince(lastSeenMs, timeMs) ?? resolvedMs,
    }
  }

  /** Whether an error went on from a span to the one around it, which both tell of. */
  #isPassedOn({ spanId, traceId, message }: Sighting): boolean {
    const inner = this.#newest
    return inner?.parentSpanId === spanId && inner.traceId === traceId && inner.message === message
  }
}

/** Makes the group of an error that is seen for the first time. */
export function createErrorGroup(sighting: Sighting): ErrorGroup {
  const { service, group, type, message, timeMs, version, context } = sighting
  return new ErrorGroup({
    service,
    id: group,
    type,
    message,
    count: 0,
    firstSeenMs: timeMs,
    lastSeenMs: timeMs,
    resolvedMs: null,
    lastVersion: version,
    operations: [],
    live: [],
    sample: sampleOf(sighting),
    context,
  })
}

/** When a group that was quiet in between counted as resolved; `null` where it was not quiet for long enough. */
function quietSince(lastSeenMs: number, againMs: number): number | null {
  return againMs - lastSeenMs > QUIET_MS ? lastSeenMs + QUIET_MS : null
}

function sampleOf(sighting: Sighting): ErrorGroupRecord['sample'] {
  const { service, type, message, group, operation, stack, timeMs } = sighting
  const traceId = sighting.traceId === '' ? null : sighting.traceId
  return { service, type, message, group, operation, traceId, stack, atMs: timeMs }
}
