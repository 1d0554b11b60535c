import {
  ATTR_CHECKPOINT_DURABLE,
  ATTR_CHECKPOINT_FILE,
  ATTR_CHECKPOINT_ITEMS,
  ATTR_ERROR_GROUP,
  ATTR_ITEMS,
  ATTR_ITEMS_FAILED,
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  ATTR_RUN_EXPECTED_ITEMS,
  ATTR_RUN_ID,
  ATTR_RUN_PARENT_ID,
  ATTR_RUN_PART,
  ATTR_RUN_RECORD,
  ATTR_RUN_RESUMED_FROM,
  ATTR_RUN_RESUMED_ITEMS,
  ATTR_RUN_UNIT,
} from '@cryo/conventions'
import type { JobState } from '@cryo/conventions'
import { truncateText } from '@cryo/conventions/redaction'
import type { RunRecord } from '@cryo/history'
import type { RunFailure } from '@cryo/protocol'

import { instanceOf } from '../errors/sighting.ts'
import type { Attributes } from '../otlp/attributes.ts'
import { type Span, STATUS_CODE } from '../otlp/span.ts'
import { type JobIdentity, toJobIdentity } from './job-identity.ts'
import { canHaveBeen, isAmount } from './plausible.ts'

/** Kinds of errors that are told of one run. */
const MAX_FAILURES = 16
const MAX_TEXT_BYTES = 1024
const MAX_ID_BYTES = 256

/** How a run can have ended. */
const FINAL_STATES = ['paused', 'completed', 'failed', 'interrupted'] as const satisfies readonly JobState[]

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** One run of a job, as its spans tell it and as it is remembered. */
export class JobRun {
  readonly record: Writable<RunRecord>
  readonly parentId: string | null
  /** Of the run's errors, by group. */
  readonly failures: RunFailure[]
  /** Whether it is more than a memory: spans of it came here. */
  isSeen = false
  /** Whether it is of this process or one that is attached. */
  isOurs = false
  /** When a span of it came last, in Unix milliseconds by our own clock; 0 for a memory. */
  heardMs = 0
  /** Sums of its chunks: its metrics may have told of more already. */
  #chunkItems = 0
  #chunkFailed = 0

  constructor(record: RunRecord, parentId: string | null = null) {
    this.record = { ...record }
    this.parentId = parentId
    this.failures = []
  }

  get isOpen(): boolean {
    return this.record.endMs === null && this.record.state === 'running'
  }

  /** Takes a span of this run. */
  take(span: Span): void {
    const { record } = this
    const { attributes, traceId, events, status } = span
    const [startMs, endMs] = [toTime(span.startMs), toTime(span.endMs)]
    this.isSeen = true
    this.heardMs = Date.now()
    record.traceId ??= traceId
    record.startMs = Math.min(record.startMs, startMs)
    record.lastUpdateMs = Math.max(record.lastUpdateMs, endMs)
    switch (attributes[ATTR_RUN_RECORD]) {
      case 'start':
        record.resumedFrom = textOf(attributes, ATTR_RUN_RESUMED_FROM)
        record.resumedItems = amountOf(attributes, ATTR_RUN_RESUMED_ITEMS) ?? 0
        record.expectedItems = amountOf(attributes, ATTR_RUN_EXPECTED_ITEMS)
        this.#noteCheckpoint(attributes)
        return
      case 'chunk':
        this.#chunkItems += amountOf(attributes, ATTR_ITEMS) ?? 0
        this.#chunkFailed += amountOf(attributes, ATTR_ITEMS_FAILED) ?? 0
        this.note(this.#chunkItems, this.#chunkFailed, endMs)
        this.#noteCheckpoint(attributes)
        for (const event of events) this.#fail(event.attributes)
        return
      default:
        record.items = amountOf(attributes, ATTR_ITEMS) ?? record.items
        record.failedItems = amountOf(attributes, ATTR_ITEMS_FAILED) ?? record.failedItems
        record.state =
          finalStateOf(attributes) ?? (status.code === STATUS_CODE.error ? 'failed' : 'completed')
        record.endMs = endMs
    }
  }

  /** Takes how far it is, where that is further. @returns Whether it is. */
  note(items: number, failedItems: number, lastUpdateMs: number): boolean {
    const { record } = this
    if (!this.isOpen || !(items > record.items || failedItems > record.failedItems)) return false
    record.items = Math.max(record.items, items)
    record.failedItems = Math.max(record.failedItems, failedItems || 0)
    if (canHaveBeen(lastUpdateMs)) record.lastUpdateMs = Math.max(record.lastUpdateMs, lastUpdateMs)
    return true
  }

  /** Its process has gone. @param endMs - When; `null` where nobody saw it. */
  interrupt(endMs: number | null): void {
    this.record.state = 'interrupted'
    this.record.endMs = endMs
  }

  /** The start names the file, chunks say how far it is. */
  #noteCheckpoint(attributes: Readonly<Attributes>): void {
    const { record } = this
    const file = textOf(attributes, ATTR_CHECKPOINT_FILE, MAX_TEXT_BYTES) ?? record.checkpoint?.file
    const told = attributes[ATTR_CHECKPOINT_DURABLE]
    const durable = typeof told === 'boolean' ? told : (record.checkpoint?.durable ?? false)
    const items = amountOf(attributes, ATTR_CHECKPOINT_ITEMS) ?? record.checkpoint?.items ?? null
    if (file !== undefined) record.checkpoint = { file, durable, items }
  }

  #fail(attributes: Readonly<Attributes>): void {
    const type = textOf(attributes, 'exception.type') ?? 'Error'
    const message = textOf(attributes, 'exception.message', MAX_TEXT_BYTES) ?? ''
    const group = textOf(attributes, ATTR_ERROR_GROUP) ?? ''
    const count = amountOf(attributes, ATTR_ITEMS_FAILED) ?? 1
    const index = this.failures.findIndex((known) =>
      group === '' ? known.type === type && known.message === message : known.group === group,
    )
    const known = this.failures[index]
    if (known !== undefined) this.failures[index] = { ...known, count: known.count + count }
    else if (this.failures.length < MAX_FAILURES) this.failures.push({ group, type, message, count })
  }
}

/** Makes a run of the first span that is seen of it; `null` for a span of no run. */
export function createJobRun(span: Span): JobRun | null {
  const { attributes, resource, traceId } = span
  const startMs = toTime(span.startMs)
  const runId = runIdOf(span)
  const job = textOf(attributes, ATTR_JOB_NAME)
  if (runId === null || job === null) return null
  const identity: JobIdentity = toJobIdentity(resource.attributes, job)
  const record: RunRecord = {
    runId,
    ...identity,
    instanceId: instanceOf(resource.attributes),
    state: 'running',
    startMs,
    endMs: null,
    lastUpdateMs: startMs,
    items: 0,
    failedItems: 0,
    resumedItems: 0,
    expectedItems: null,
    resumedFrom: null,
    part: textOf(attributes, ATTR_RUN_PART),
    unit: textOf(attributes, ATTR_RUN_UNIT) ?? 'items',
    traceId,
    checkpoint: null,
    expectedIntervalSeconds: null,
  }
  return new JobRun(record, textOf(attributes, ATTR_RUN_PARENT_ID))
}

/** The id of the run that a span is of, as it is kept; `null` for a span of none. */
export function runIdOf({ attributes }: Span): string | null {
  return textOf(attributes, ATTR_RUN_ID)
}

function textOf(attributes: Readonly<Attributes>, key: string, maxBytes = MAX_ID_BYTES): string | null {
  const value = attributes[key]
  return typeof value === 'string' && value !== '' ? truncateText(value, maxBytes) : null
}

function amountOf(attributes: Readonly<Attributes>, key: string): number | null {
  const value = attributes[key]
  const amount = typeof value === 'bigint' ? Number(value) : value
  return typeof amount === 'number' && isAmount(amount) ? amount : null
}

/** How a run ended; `null` where it does not say so. */
function finalStateOf(attributes: Readonly<Attributes>): JobState | null {
  const state = attributes[ATTR_JOB_STATE]
  return FINAL_STATES.find((known) => known === state) ?? null
}

/** A time that cannot be is that of now. */
function toTime(timeMs: number): number {
  return canHaveBeen(timeMs) ? timeMs : Date.now()
}
