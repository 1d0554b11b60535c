import { randomUUID } from 'node:crypto'

import type { RemoteSilence } from '@cryo/alerts/alertmanager'
import type { SilenceRecord } from '@cryo/history'
import type { Silence, SilenceRequest } from '@cryo/protocol'

/** Every silence that is remembered, by its id. */
export class SilenceBook {
  readonly #silences = new Map<string, SilenceRecord>()

  get all(): Iterable<SilenceRecord> {
    return this.#silences.values()
  }

  /** Knows what was remembered, and nothing else. */
  recall(records: Iterable<SilenceRecord>): void {
    this.#silences.clear()
    for (const record of records) this.#silences.set(record.id, record)
  }

  /** Adds one that begins now. */
  add(request: SilenceRequest, author: string, nowMs: number): SilenceRecord {
    return this.put({
      id: randomUUID(),
      ...request,
      startsMs: nowMs,
      author,
      remoteId: null,
      isEndUntold: false,
    })
  }

  /** Adds one, or replaces what is known of it. */
  put(record: SilenceRecord): SilenceRecord {
    this.#silences.set(record.id, record)
    return record
  }

  get(id: string): SilenceRecord | undefined {
    return this.#silences.get(id)
  }

  remove({ id }: SilenceRecord): void {
    this.#silences.delete(id)
  }

  /** Those that an id or the name of an alert means, and that have not ended. */
  find(idOrName: string, nowMs: number): SilenceRecord[] {
    return [...this.#silences.values()].filter(
      (silence) =>
        silence.endsMs > nowMs &&
        (silence.id === idOrName || silence.remoteId === idOrName || namesOnly(silence, idOrName)),
    )
  }

  /** The one that Alertmanager knows by an id; one of ours that it just has been given is found by what it says. */
  ofRemote(remote: RemoteSilence): SilenceRecord | undefined {
    const all = [...this.#silences.values()]
    return (
      all.find(({ remoteId }) => remoteId === remote.id) ??
      all.find((silence) => silence.remoteId === null && isSame(silence, remote))
    )
  }
}

/** Whether it silences the alerts of one name, and nothing else was asked of them. */
function namesOnly({ matchers }: Silence, name: string): boolean {
  const [matcher, other] = matchers
  return (
    other === undefined &&
    matcher?.name === 'alertname' &&
    matcher.value === name &&
    matcher.isEqual &&
    !matcher.isRegex
  )
}

/** Whether both say the same; Alertmanager keeps whole milliseconds, and may begin a little later. */
export function isSame(left: Silence, right: Silence): boolean {
  return (
    Math.trunc(left.endsMs) === Math.trunc(right.endsMs) &&
    left.comment === right.comment &&
    left.author === right.author &&
    keyOf(left) === keyOf(right)
  )
}

function keyOf({ matchers }: Silence): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual]))
    .toSorted()
    .join('\n')
}
