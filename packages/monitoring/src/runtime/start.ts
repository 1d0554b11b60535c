import { isInternalThread, isMainThread } from 'node:worker_threads'

import { sharedState } from '@cryo/conventions'
import { writeLogLine } from '@cryo/protocol'

import { inspectConfiguration, resolveConfiguration } from '../configuration/resolve-configuration.ts'
import type { MonitoringOptions } from '../configuration/options.ts'
import { applyHealthSettings } from './health-settings.ts'
import { MainRuntime } from './main-runtime.ts'
import { startThreadRuntime } from './thread-runtime.ts'

/** What runs in this thread, whatever copy of the package started it. */
interface Running {
  main: MainRuntime | null
  thread: boolean
  /** Whether it was to start, and the environment forbids it. */
  disabled: boolean
  /** Everything that was configured in code so far. */
  options: MonitoringOptions
}

const running: Running = sharedState<Running>('monitoring', () => ({
  main: null,
  thread: false,
  disabled: false,
  options: {},
}))

/**
 * Starts monitoring with defaults and environment; what `register` does.
 *
 * A wrong value in the environment is one line on stderr and does not count: an application that only imports
 * us must not end over it.
 */
export function startFromRegister(): void {
  // Node runs preloads in the thread of module hooks too, which is none of the application's.
  if (isInternalThread || running.main !== null || running.thread) return
  const { configuration, problems } = inspectConfiguration()
  if (isMainThread) for (const { message } of problems) writeLogLine(message)
  running.disabled = configuration.disabled
  if (configuration.disabled) {
    applyHealthSettings(configuration)
    return
  }
  try {
    if (isMainThread) {
      running.main = new MainRuntime(configuration)
    } else {
      running.thread = true
      startThreadRuntime(configuration)
    }
  } catch (error) {
    writeLogLine(`monitoring did not start: ${String(error)}`)
  }
}

/**
 * Starts monitoring with options, or changes the options of what runs.
 *
 * @throws ConfigurationError for wrong values, of the environment too.
 */
export function startConfigured(options: MonitoringOptions): void {
  const merged = mergeOptions(running.options, options)
  const configuration = resolveConfiguration({ options: merged })
  running.options = merged
  running.disabled = configuration.disabled
  if (configuration.disabled) {
    applyHealthSettings(configuration)
    return
  }
  if (!isMainThread) startFromRegister()
  else if (running.main === null) running.main = new MainRuntime(configuration)
  else running.main.configure(configuration)
}

/** The monitoring of this process; `null` while none runs, and in worker threads. */
export function getMainRuntime(): MainRuntime | null {
  return running.main
}

/** Whether calls are to do nothing, as the environment says. */
export function isDisabled(): boolean {
  return running.disabled
}

/** Ends monitoring; the next start begins anew. */
export async function stopMain(timeoutMs: number): Promise<void> {
  const { main } = running
  running.main = null
  running.options = {}
  await main?.stop(timeoutMs)
}

function mergeOptions(before: MonitoringOptions, next: MonitoringOptions): MonitoringOptions {
  const merged: Record<string, unknown> = { ...before }
  for (const [key, value] of Object.entries(next)) {
    const known = merged[key]
    merged[key] = isPlainObject(known) && isPlainObject(value) ? { ...known, ...value } : value
  }
  return merged
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
