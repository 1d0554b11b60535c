import type { RemoteSilence } from '@cryo/alerts/alertmanager'
import type { SilenceRecord } from '@cryo/history'
import { createMatcher } from '@cryo/promql'
import type { Silence } from '@cryo/protocol'

/** What has to hold for a label; one that is missing is empty. */
interface LabelCondition {
  readonly name: string
  readonly holds: (value: string) => boolean
}

/** Silences that go on, and that one may have at a time; the history remembers as many. */
const MAX_SILENCES = 1000
/** Of them those that Alertmanager may fill. */
const MAX_REMOTE = 500

/** Every silence that goes on, or whose end Alertmanager has yet to hear, by its id. */
export class SilenceBook {
  readonly #silences = new Map<string, SilenceRecord>()
  readonly #idsByRemote = new Map<string, string>()
  readonly #conditions = new WeakMap<SilenceRecord, readonly LabelCondition[]>()

  get all(): Iterable<SilenceRecord> {
    return this.#silences.values()
  }

  /** Whether another one of somebody here has room. */
  get hasRoom(): boolean {
    return this.#silences.size < MAX_SILENCES
  }

  /** Whether another one of Alertmanager's has room. */
  get hasRemoteRoom(): boolean {
    return this.#silences.size < MAX_REMOTE
  }

  /** Knows what was remembered, and nothing else. */
  recall(records: Iterable<SilenceRecord>): void {
    this.#silences.clear()
    this.#idsByRemote.clear()
    for (const record of records) this.put(record)
  }

  /** Adds one, or replaces what is known of it. */
  put(record: SilenceRecord): SilenceRecord {
    this.#silences.set(record.id, record)
    if (record.remoteId !== null) this.#idsByRemote.set(record.remoteId, record.id)
    return record
  }

  get(id: string): SilenceRecord | undefined {
    return this.#silences.get(id)
  }

  remove({ id, remoteId }: SilenceRecord): void {
    this.#silences.delete(id)
    if (remoteId !== null) this.#idsByRemote.delete(remoteId)
  }

  /** Forgets those that are over, which the history remembers. */
  forgetEnded(nowMs: number): void {
    for (const silence of this.#silences.values())
      if (silence.endsMs <= nowMs && !silence.isEndUntold) this.remove(silence)
  }

  /** Whether one of them is in force for an alert with these labels. */
  covers(labels: Readonly<Record<string, string>>, nowMs: number): boolean {
    for (const silence of this.#silences.values()) {
      if (silence.startsMs > nowMs || silence.endsMs <= nowMs) continue
      if (this.isIn(silence, labels)) return true
    }
    return false
  }

  /** Whether a silence is about an alert with these labels, at whatever time. */
  isIn(silence: SilenceRecord, labels: Readonly<Record<string, string>>): boolean {
    return this.#conditionsOf(silence).every(({ name, holds }) => holds(labels[name] ?? ''))
  }

  #conditionsOf(silence: SilenceRecord): readonly LabelCondition[] {
    let conditions = this.#conditions.get(silence)
    if (conditions === undefined) {
      conditions = silence.matchers.map(toCondition)
      this.#conditions.set(silence, conditions)
    }
    return conditions
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
    const id = this.#idsByRemote.get(remote.id)
    if (id !== undefined) return this.#silences.get(id)
    for (const silence of this.#silences.values())
      if (silence.remoteId === null && isSame(silence, remote)) return silence
    return undefined
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

/** An expression that is none is never true: whoever set it is told by Alertmanager. Nor is one that takes too long. */
function toCondition({ name, value, isRegex, isEqual }: Silence['matchers'][number]): LabelCondition {
  const op = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!='
  const fits = createMatcher({ name, op, value })
  const holds = (label: string): boolean => {
    try {
      return fits?.(label) ?? false
    } catch {
      return false
    }
  }
  return { name, holds }
}
