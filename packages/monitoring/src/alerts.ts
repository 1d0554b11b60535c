import { readSilence } from '@cryo/alerts'
import type { AlertMatcher, AlertSummary, SilenceOptions } from '@cryo/alerts'

import { askHub } from './ask-hub.ts'

/**
 * Lets nobody be notified of alerts for some time, in Alertmanager too where there is one. It is on disk when the promise
 * resolves.
 *
 * @param target - Name of the alert, or matchers on its labels, all of which must hold.
 * @returns Id of the silence, for {@link unsilenceAlert}.
 * @throws ConfigurationError that names what is wrong with the arguments; Error where it could not be stored.
 *
 * @example
 * await silenceAlert('BatchStalled', { seconds: 3600, comment: 'maintenance of the cluster' })
 * await silenceAlert([{ name: 'cryo_job_name', value: 'screen.*', isRegex: true }], { until, comment: 'new data' })
 */
export function silenceAlert(
  target: string | readonly AlertMatcher[],
  options: SilenceOptions,
): Promise<string> {
  return told(async () => askHub('silence', readSilence(target, options, Date.now())))
}

/**
 * Ends silences, in Alertmanager too.
 *
 * @param idOrName - Id of a silence, or the name of an alert whose silences end.
 * @returns How many ended.
 * @throws Error where that could not be stored.
 */
export function unsilenceAlert(idOrName: string): Promise<number> {
  return told(() => askHub('unsilence', String(idOrName)))
}

/**
 * The alerts that fire now, silenced ones included.
 *
 * @throws Error where monitoring is not running in this thread, or its hub does not answer.
 */
export function getAlerts(): Promise<readonly AlertSummary[]> {
  return told(() => askHub('alerts', undefined))
}

/** A failure is told to who awaits it; nobody who does not may be ended by it as by an unhandled rejection. */
function told<T>(work: () => Promise<T>): Promise<T> {
  const promise = work()
  promise.catch(() => {})
  return promise
}
