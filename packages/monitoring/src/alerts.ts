import { readSilence } from '@cryo/alerts'
import type { AlertMatcher, AlertSummary, SilenceOptions } from '@cryo/alerts'
import { ConfigurationError, wrongValue } from '@cryo/conventions/configuration'

import { askHub } from './ask-hub.ts'
import { isDisabled } from './runtime/start.ts'

/**
 * Lets nobody be notified of alerts for some time, in Alertmanager too where there is one. It is on disk when the promise
 * resolves.
 *
 * @param target - Name of the alert, or matchers on its labels, all of which must hold.
 * @returns Id of the silence, for {@link unsilenceAlert}; empty where monitoring is disabled.
 * @throws ConfigurationError that names what is wrong with the arguments; Error where it could not be stored, or
 * Alertmanager refuses it.
 *
 * @example
 * await silenceAlert('BatchStalled', { seconds: 3600, comment: 'maintenance of the cluster' })
 * await silenceAlert([{ name: 'cryo_job_name', value: 'screen.*', isRegex: true }], { until, comment: 'new data' })
 */
export function silenceAlert(
  target: string | readonly AlertMatcher[],
  options: SilenceOptions,
): Promise<string> {
  return told('', async () => askHub('silence', readSilence(target, options, Date.now())))
}

/**
 * Ends silences, in Alertmanager too.
 *
 * @param idOrName - Id of a silence, or the name of an alert whose silences end.
 * @returns How many ended.
 * @throws ConfigurationError where the argument is no text; Error where that could not be stored.
 */
export function unsilenceAlert(idOrName: string): Promise<number> {
  return told(0, async () => {
    if (typeof idOrName !== 'string')
      throw new ConfigurationError([
        wrongValue('idOrName', idOrName, 'the id of a silence, or the name of an alert'),
      ])
    return askHub('unsilence', idOrName.toWellFormed())
  })
}

/**
 * The alerts that fire now, silenced ones included; none where monitoring is disabled.
 *
 * @throws Error where monitoring is not running in this thread, or its hub does not answer.
 */
export function getAlerts(): Promise<readonly AlertSummary[]> {
  return told([], () => askHub('alerts', undefined))
}

/** A failure is told to who awaits it; nobody who does not may be ended by it as by an unhandled rejection. */
function told<T>(nothing: T, work: () => Promise<T>): Promise<T> {
  const promise = isDisabled() ? Promise.resolve(nothing) : work()
  promise.catch(() => {})
  return promise
}
