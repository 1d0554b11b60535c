import type { AlertSummary } from '../alert.ts'
import { createAlert } from '../create-alert.ts'
import type { AlertMatcher, Silence, SilenceRequest } from '../silences/silence.ts'
import { toDate, toRecord, toTexts } from './parse-webhook.ts'

const TIMEOUT_MS = 5000
/** What an answer may be long: some 10,000 alerts. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** A silence as Alertmanager has it. */
export interface RemoteSilence extends Silence {
  /** Whether it has ended, was ended, or is yet to come. */
  readonly state: 'active' | 'pending' | 'expired'
}

/** An alert as Alertmanager has it. */
export interface RemoteAlert extends AlertSummary {
  /** When somebody sent it last, in Unix milliseconds by Alertmanager's clock. */
  readonly updatedMs: number
  /** Names who sent it last. */
  readonly generatorUrl: string
}

/** An alert that is sent to Alertmanager: it fires until `endsAt`, or has ended then. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: Date
  readonly endsAt: Date
  readonly generatorURL: string
}

/** Alertmanager answered, and not what was asked for. */
export class AlertmanagerRefusal extends Error {
  /** Whether what was asked for is wrong, whenever it is asked for. */
  readonly isWrong: boolean

  constructor(status: number, text: string) {
    super(`Alertmanager answers ${status}: ${text.slice(0, 200).trim()}`)
    this.isWrong = status === 400
  }
}

/**
 * A client of Alertmanager's API, version 2: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml.
 * Every call takes at most 5 s and throws where Alertmanager cannot be reached or refuses.
 */
export class AlertmanagerClient {
  readonly #base: URL
  readonly #headers: Readonly<Record<string, string>>

  /** @param url - Of Alertmanager, its path prefix included; a user and password in it are sent as basic authentication. */
  constructor(url: string) {
    const base = new URL(url)
    const { username, password } = base
    this.#headers =
      username === ''
        ? {}
        : {
            authorization: `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`,
          }
    base.username = ''
    base.password = ''
    if (!base.pathname.endsWith('/')) base.pathname += '/'
    this.#base = base
  }

  /** Every alert that fires, silenced and inhibited ones included. */
  async alerts(): Promise<readonly RemoteAlert[]> {
    const answer = toList(await this.#call('GET', 'api/v2/alerts'))
    return answer.map(toAlert).filter((alert) => alert !== null)
  }

  /** Sends alerts, as Prometheus does: what it knows by the same labels is replaced. */
  async post(alerts: readonly PostedAlert[]): Promise<void> {
    await this.#call('POST', 'api/v2/alerts', alerts)
  }

  /** Every silence, ended ones included while Alertmanager remembers them. */
  async silences(): Promise<readonly RemoteSilence[]> {
    const answer = toList(await this.#call('GET', 'api/v2/silences'))
    return answer.map(toSilence).filter((silence) => silence !== null)
  }

  /** Sets a silence. @returns Its id in Alertmanager. */
  async silence(
    { matchers, endsMs, comment }: SilenceRequest,
    startsMs: number,
    author: string,
  ): Promise<string> {
    const answer = await this.#call('POST', 'api/v2/silences', {
      matchers,
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(endsMs).toISOString(),
      createdBy: author,
      comment,
    })
    const { silenceID } = toRecord(answer)
    if (typeof silenceID !== 'string' || silenceID === '') throw new Error('Alertmanager named no silence')
    return silenceID
  }

  /** Ends a silence; one that has ended or is not known is none. */
  async unsilence(id: string): Promise<void> {
    await this.#call('DELETE', `api/v2/silence/${encodeURIComponent(id)}`, undefined, [404])
  }

  async #call(
    method: string,
    path: string,
    body?: object,
    accepts: readonly number[] = [],
  ): Promise<unknown> {
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await readBounded(response)
    if (accepts.includes(response.status)) return null
    if (!response.ok) throw new AlertmanagerRefusal(response.status, text)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`Alertmanager's answer is over ${MAX_ANSWER_BYTES} bytes`)
    text += decoder.decode(chunk as Uint8Array, { stream: true })
  }
  return text + decoder.decode()
}

/** What is no list is of somebody else: to take it for an empty one would be to say that nothing fires. */
function toList(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw new Error("its answer is none of Alertmanager's")
  return answer
}

/** A name or password as it was before the URL; one with a stray percent sign is as it stands there. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function toAlert(given: unknown): RemoteAlert | null {
  const { startsAt, updatedAt, generatorURL, fingerprint, status, ...texts } = toRecord(given)
  const starts = toDate(startsAt)
  const labels = toTexts(texts['labels'])
  const annotations = toTexts(texts['annotations'])
  if (labels === null || annotations === null || starts === null || typeof fingerprint !== 'string')
    return null
  const alert = createAlert({
    labels,
    annotations,
    status: 'firing',
    startsAt: starts,
    endsAt: null,
    fingerprint,
    silenced: toRecord(status)['state'] === 'suppressed',
  })
  const updatedMs = toDate(updatedAt)?.getTime() ?? 0
  return { ...alert, updatedMs, generatorUrl: typeof generatorURL === 'string' ? generatorURL : '' }
}

function toSilence(given: unknown): RemoteSilence | null {
  const { id, matchers, startsAt, endsAt, comment, createdBy, status } = toRecord(given)
  const starts = toDate(startsAt)
  const ends = toDate(endsAt)
  const { state } = toRecord(status)
  if (typeof id !== 'string' || starts === null || ends === null || !Array.isArray(matchers)) return null
  if (state !== 'active' && state !== 'pending' && state !== 'expired') return null
  return {
    id,
    matchers: matchers.map(toMatcher),
    startsMs: starts.getTime(),
    endsMs: ends.getTime(),
    comment: String(comment ?? ''),
    author: String(createdBy ?? ''),
    state,
  }
}

function toMatcher(given: unknown): Required<AlertMatcher> {
  const { name, value, isRegex, isEqual } = toRecord(given)
  return { name: String(name), value: String(value), isRegex: isRegex === true, isEqual: isEqual !== false }
}
