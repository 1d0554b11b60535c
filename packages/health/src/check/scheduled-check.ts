import { AsyncLocalStorage } from 'node:async_hooks'

import type { CheckKind, CheckStatus } from '@cryo/conventions'
import { context } from '@opentelemetry/api'

import type { CheckOptions } from './check-options.ts'
import type { CheckReport } from './check-report.ts'
import { CheckTelemetry, type ToldResult } from './check-telemetry.ts'
import { failure, type Finding, toFinding } from './finding.ts'
import { callWithin, type LimitedCall } from './limited-call.ts'
import type { Probe } from './probe.ts'
import { readPositive } from './read-positive.ts'
import { healthSettings } from '../health-settings.ts'

const DEFAULT_LIMIT_SECONDS = 5
/** A call that has not come back for this long is given up for good. */
const GIVE_UP_MS = 300_000

/** Timers are started outside of whatever asked for a check: they would keep its async context for good. */
const outside = AsyncLocalStorage.snapshot()

/** Settings of a {@link ScheduledCheck}. */
export interface ScheduledCheckSettings {
  readonly name: string
  readonly kind: CheckKind
  readonly probe: Probe
  readonly options: CheckOptions
  /** Delay of the first run in milliseconds. */
  readonly firstInMs: number
  /** Part of an interval by which the second run is moved, 0 to 1: so checks started together spread. */
  readonly phase: number
}

/**
 * A check that runs from time to time. Runs never overlap: a call that was cut at its time limit counts as a further
 * failure each time that it is due, and is made again once it has come back, or after five minutes.
 */
export class ScheduledCheck {
  readonly #settings: ScheduledCheckSettings
  readonly #telemetry: CheckTelemetry
  readonly #required: boolean
  readonly #first = Promise.withResolvers<void>()
  #status: CheckStatus = 'unknown'
  #message: string | null = 'not checked yet'
  #durationSeconds: number | null = null
  #failuresInARow = 0
  #checkedAt: Date | null = null
  #timer: NodeJS.Timeout | undefined
  /** The last call, for as long as it has not come back. */
  #call: { readonly call: LimitedCall; readonly since: number } | null = null
  #stopped = false

  constructor(settings: ScheduledCheckSettings) {
    this.#settings = settings
    const { name, kind, options, firstInMs } = settings
    this.#required = typeof options.required === 'boolean' ? options.required : kind === 'database'
    this.#telemetry = new CheckTelemetry(name, kind)
    this.#telemetry.show(this.#result)
    this.#runIn(firstInMs, 0.5 + settings.phase)
  }

  /** Resolves when there is a first result, or there will be none. */
  get first(): Promise<void> {
    return this.#first.promise
  }

  get report(): CheckReport {
    const { name, kind, probe } = this.#settings
    return {
      name,
      kind,
      status: this.#status,
      message: this.#message,
      durationSeconds: this.#durationSeconds,
      failuresInARow: this.#failuresInARow,
      checkedAt: this.#checkedAt,
      required: this.#required,
      pool: ask(probe.pool),
      serverVersion: ask(probe.serverVersion),
    }
  }

  /** Ends the check: no run starts any more, an answer that is still to come is ignored. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#call?.call.cut()
    this.#telemetry.clear()
    this.#first.resolve()
  }

  /** @param intervals - From the start of this run to that of the next one. */
  #runIn(delayMs: number, intervals: number): void {
    if (this.#stopped) return
    outside(() => {
      this.#timer = setTimeout(() => void this.#run(intervals), delayMs).unref()
    })
  }

  async #run(intervals: number): Promise<void> {
    const startedAt = performance.now()
    try {
      if (this.#call === null || startedAt - this.#call.since > GIVE_UP_MS) await this.#start(startedAt)
      else this.#take(this.#findHanging(this.#call.since, startedAt))
    } catch {
      // A context manager of another SDK that fails costs this run.
    }
    const intervalMs = this.#intervalSeconds * 1000
    const elapsedMs = performance.now() - startedAt
    // What is due already, after a blocked event loop or a long run, is caught up with once.
    this.#runIn(Math.max(0, intervalMs * intervals - elapsedMs), 1)
  }

  async #start(startedAt: number): Promise<void> {
    const { probe } = this.#settings
    const limitMs = this.#limitSeconds * 1000
    const span = this.#telemetry.startSpan()
    const call = context.with(span.context, () => callWithin(probe.run, limitMs))
    const current = { call, since: startedAt }
    this.#call = current
    void call.settled.then(() => {
      if (this.#call === current) this.#call = null
    })
    const end = await call.end
    if (this.#stopped) {
      span.end(this.#result)
      return
    }
    this.#durationSeconds = (performance.now() - startedAt) / 1000
    this.#telemetry.recordDuration(this.#durationSeconds)
    const finding = toFinding(end, limitMs)
    this.#take(end.kind === 'late' ? this.#explain(finding) : finding)
    span.end(this.#result)
  }

  #take(finding: Finding): void {
    if (finding.failed) this.#failuresInARow++
    else if (finding.status !== 'unknown') this.#failuresInARow = 0
    this.#status = finding.status ?? (this.#failuresInARow >= this.#failureThreshold ? 'error' : 'warning')
    this.#message = finding.message
    this.#checkedAt = new Date()
    this.#telemetry.show(this.#result)
    this.#first.resolve()
  }

  #findHanging(since: number, now: number): Finding {
    return this.#explain(failure(`has not answered for ${Math.round((now - since) / 1000)} s`))
  }

  #explain(finding: Finding): Finding {
    const reason = ask(this.#settings.probe.explain)
    return reason === null ? finding : { ...finding, message: `${finding.message}: ${reason}` }
  }

  get #result(): ToldResult {
    return {
      status: this.#status,
      message: this.#message,
      failuresInARow: this.#failuresInARow,
      required: this.#required,
    }
  }

  get #intervalSeconds(): number {
    const { kind, options } = this.#settings
    return readPositive(options.intervalSeconds, 0.1, 86_400) ?? healthSettings.intervalSeconds[kind]
  }

  get #limitSeconds(): number {
    return readPositive(this.#settings.options.timeoutSeconds, 0.01, 3600) ?? DEFAULT_LIMIT_SECONDS
  }

  get #failureThreshold(): number {
    const { kind, options } = this.#settings
    return (
      readPositive(options.failureThreshold, 1, Number.MAX_SAFE_INTEGER) ??
      healthSettings.failureThreshold[kind]
    )
  }
}

/** Asks a probe about something of the application's, whose getters may throw. */
function ask<T>(question: (() => T | null) | undefined): T | null {
  try {
    return question?.() ?? null
  } catch {
    return null
  }
}
