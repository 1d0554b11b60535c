import { sharedState, writeLogLine } from '@cryo/conventions'
import { ConfigurationError, wrongValue } from '@cryo/conventions/configuration'
import { describeException } from '@cryo/conventions/redaction'

import type { Alert } from '../alert.ts'
import { limitTime } from './limit-time.ts'

/** How long one handler may take. */
const LIMIT_MS = 10_000
/** More than an application has, unless it adds one again and again. */
const MANY = 100

/** Is called once when an alert fires and once when it resolves. */
export type AlertHandler = (alert: Alert) => void | Promise<void>

/** What became of one alert in this process. */
export interface HandlerOutcome {
  /** Handlers that were called. */
  readonly called: number
  /** How many of them threw, rejected or took too long. */
  readonly failed: number
}

interface HandlerState {
  readonly handlers: Set<{ readonly run: AlertHandler }>
  /** Told of how many there are, each time that changes. */
  onCount: ((count: number) => void) | null
}

const state = sharedState('alert-handlers', (): HandlerState => ({ handlers: new Set(), onCount: null }))

/**
 * Calls a function once when an alert fires and once when it resolves, in one process of the service that the alert is
 * about. Each handler may take 10 s; one that throws, rejects or takes longer is counted, said on stderr, and does not
 * keep the others from being called. Only those of the main thread are called.
 *
 * @returns Takes the handler away.
 * @throws ConfigurationError where the handler is no function.
 *
 * @example
 * const stop = addAlertHandler(async ({ name, status, message, source }) => {
 *   await chat.post(`${status}: ${name} of ${source}: ${message}`)
 * })
 */
export function addAlertHandler(handler: AlertHandler): () => void {
  if (typeof handler !== 'function')
    throw new ConfigurationError([wrongValue('handler', handler, 'a function that takes an alert')])
  const entry = { run: handler }
  state.handlers.add(entry)
  if (state.handlers.size === MANY + 1)
    writeLogLine(`there are over ${MANY} alert handlers: is one added again and again?`)
  state.onCount?.(state.handlers.size)
  return () => {
    if (state.handlers.delete(entry)) state.onCount?.(state.handlers.size)
  }
}

/** Tells how many handlers there are, now and each time that changes; `null` ends it. */
export function watchAlertHandlers(onCount: ((count: number) => void) | null): void {
  state.onCount = onCount
  onCount?.(state.handlers.size)
}

/**
 * Calls every handler with an alert, side by side; never rejects.
 *
 * @param onFailure - Told what a handler threw, to be recorded as an error.
 */
export async function runAlertHandlers(
  alert: Alert,
  onFailure: (error: unknown) => void = () => {},
): Promise<HandlerOutcome> {
  const running: Promise<string | null>[] = []
  // Those that are there now: one that adds another would go on for ever.
  const handlers = [...state.handlers]
  for (const { run } of handlers) {
    running.push(runOne(run, alert, onFailure))
    // A copy of a large group takes 0.2 ms: the application goes on meanwhile.
    if (running.length % MANY === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const failures = (await Promise.all(running)).filter((failure) => failure !== null)
  for (const failure of failures) writeLogLine(failure)
  return { called: running.length, failed: failures.length }
}

/** Why a handler failed; `null` where it did not. */
async function runOne(
  run: AlertHandler,
  alert: Alert,
  onFailure: (error: unknown) => void,
): Promise<string | null> {
  try {
    // A copy: what one handler does to it is not the next one's.
    await limitTime(async () => run(structuredClone(alert)), LIMIT_MS)
    return null
  } catch (error) {
    onFailure(error)
    const { type, message } = describeException(error)
    return `an alert handler failed on ${alert.name} (${alert.status}): ${type}: ${message}`
  }
}
