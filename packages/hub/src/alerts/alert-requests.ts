import { readSummary } from '@cryo/alerts'
import type { AlertSummary, HubRequests, SilenceRequest } from '@cryo/protocol'

import { MAX_LINE } from '../ownership/attachment-client.ts'

/** What applications ask about alerts. */
export type AlertRequests = Pick<HubRequests, 'alerts' | 'silence' | 'unsilence'>
export type AlertRequestName = keyof AlertRequests

const NAMES: Readonly<Record<AlertRequestName, true>> = { alerts: true, silence: true, unsilence: true }

/** Who can answer them: the hub that owns the page. */
export interface AlertAnswers {
  firing(): readonly AlertSummary[]
  silence(request: SilenceRequest): Promise<string>
  unsilence(idOrName: string): Promise<number>
}

export function isAlertRequest(name: unknown): name is AlertRequestName {
  return typeof name === 'string' && Object.hasOwn(NAMES, name)
}

/** Answers a request. @throws Error where it could not be done. */
export async function answerAlertRequest(
  answers: AlertAnswers,
  name: AlertRequestName,
  argument: unknown,
): Promise<unknown> {
  switch (name) {
    case 'alerts':
      return answers.firing()
    case 'silence':
      if (!isSilenceRequest(argument)) throw new Error('this is no silence')
      return answers.silence(argument)
    default:
      return answers.unsilence(String(argument))
  }
}

/** Answers a request of an attached process: the message to send it, which says why where it could not be done. */
export async function answerAttached(
  answers: AlertAnswers,
  id: string,
  name: AlertRequestName,
  argument: unknown,
): Promise<object> {
  try {
    const answer = { type: 'answer', id, value: await answerAlertRequest(answers, name, argument) }
    if (JSON.stringify(answer).length <= MAX_LINE) return answer
    return { type: 'failure', id, message: 'the answer is too long: ask where the page is served' }
  } catch (error) {
    return { type: 'failure', id, message: error instanceof Error ? error.message : String(error) }
  }
}

/** The application has checked what it was given; another process may be of another version. */
function isSilenceRequest(given: unknown): given is SilenceRequest {
  const { matchers, endsMs, comment } = (given ?? {}) as Partial<SilenceRequest>
  return Array.isArray(matchers) && typeof endsMs === 'number' && typeof comment === 'string'
}

/** What came as JSON from another process, as it was. */
export function reviveAnswer(name: AlertRequestName, value: unknown): unknown {
  if (name !== 'alerts' || !Array.isArray(value)) return value
  return value.map(readSummary).filter((alert) => alert !== null)
}
