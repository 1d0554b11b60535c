import type { AlertGroup } from '@cryo/alerts/alertmanager'
import type { AlertRecord, History } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { AlertSummary } from '@cryo/protocol'

/** What was resolved so recently is not taken to have begun again where it began before its end: two evaluate it. */
const DISAGREEMENT_MS = 60_000

/** How an alert that came stands to what is known. */
export type Sighting =
  /** It has begun or ended. */
  | 'changed'
  /** It is as it was. */
  | 'repeated'
  /** It tells of an end before the beginning that is known: an old message. */
  | 'outdated'
  /** It tells of a beginning before the end that is known: an old message, or an alert that was resolved by mistake. */
  | 'doubtful'

/** An alert as the hub knows it. */
export interface KnownAlert {
  alert: AlertSummary
  groupKey: string
  truncated: number
  /** The status that handlers were told last; `null`: nothing yet. */
  told: AlertSummary['status'] | null
  /** When that was, in Unix milliseconds; 0: it was not. */
  toldMs: number
  /** When its status changed last, in Unix milliseconds. */
  changedMs: number
}

/** Every alert by its fingerprint: what it is now, and what handlers know of it. */
export class AlertBook {
  readonly #known = new Map<string, KnownAlert>()
  readonly #maxAlerts: number
  /** Whether it was said that there are too many. */
  #isFull = false

  constructor(maxAlerts: number) {
    this.#maxAlerts = maxAlerts
  }

  get all(): Iterable<KnownAlert> {
    return this.#known.values()
  }

  find(fingerprint: string): KnownAlert | undefined {
    return this.#known.get(fingerprint)
  }

  /** How an alert stands to what is known; its fingerprint and status count, and times only to find old messages. */
  see({ fingerprint, status, startsAt, endsAt }: AlertSummary): Sighting {
    const known = this.#known.get(fingerprint)?.alert
    if (known === undefined) return 'changed'
    if (known.status === status) return 'repeated'
    if (status === 'resolved') return (endsAt ?? startsAt) < known.startsAt ? 'outdated' : 'changed'
    return known.endsAt !== null && startsAt <= known.endsAt ? 'doubtful' : 'changed'
  }

  /** Whether an alert has changed so recently that others who evaluate it may have yet to find out. */
  isDisputed({ fingerprint }: AlertSummary, nowMs: number): boolean {
    const agoMs = nowMs - (this.#known.get(fingerprint)?.changedMs ?? 0)
    // What changed in the time to come did so by a clock that was set back since: nobody waits for that.
    return agoMs >= 0 && agoMs < DISAGREEMENT_MS
  }

  /** Takes an alert as it is now. */
  put(
    alert: AlertSummary,
    { groupKey, truncated }: Pick<AlertGroup, 'groupKey' | 'truncated'>,
    nowMs: number,
  ): void {
    const known = this.#known.get(alert.fingerprint)
    if (known === undefined) {
      this.#makeRoom()
      this.#known.set(alert.fingerprint, {
        alert,
        groupKey,
        truncated,
        told: null,
        toldMs: 0,
        changedMs: nowMs,
      })
      return
    }
    if (known.alert.status !== alert.status) known.changedMs = nowMs
    Object.assign(known, { alert, groupKey, truncated })
  }

  /** Knows what was remembered, and nothing else. */
  recall({ alerts }: Pick<History, 'alerts'>): void {
    const before = new Map(this.#known)
    this.#known.clear()
    for (const { alert, groupKey, truncated, told, changedMs, toldMs = changedMs } of alerts.newest(
      this.#maxAlerts,
    )) {
      const { startsMs, endsMs, ...rest } = alert
      const endsAt = endsMs === null ? null : new Date(endsMs)
      const known = {
        alert: { ...rest, startsAt: new Date(startsMs), endsAt },
        groupKey,
        truncated,
        told,
        toldMs,
        changedMs,
      }
      // Handlers may be told of it at this moment.
      this.#known.set(alert.fingerprint, Object.assign(before.get(alert.fingerprint) ?? known, known))
    }
  }

  /** All of a group, those that began last first. */
  group(groupKey: string): KnownAlert[] {
    return [...this.#known.values()]
      .filter((known) => known.groupKey === groupKey)
      .toSorted((left, right) => right.changedMs - left.changedMs)
  }

  /** What fires now, the worst of it first where it is equally old. */
  firing(): AlertSummary[] {
    return [...this.#known.values()].map(({ alert }) => alert).filter(({ status }) => status === 'firing')
  }

  /** Forgets what was resolved the longest ago, else what began the longest ago. */
  #makeRoom(): void {
    if (this.#known.size < this.#maxAlerts) return
    let least: KnownAlert | undefined
    for (const known of this.#known.values())
      if (least === undefined || isWorthLess(known, least)) least = known
    if (least === undefined) return
    this.#known.delete(least.alert.fingerprint)
    if (this.#isFull || worthOf(least) === 0) return
    this.#isFull = true
    writeLogLine(`there are more than ${this.#maxAlerts} alerts (history.maxAlerts): some are forgotten`)
  }
}

/** What fires is to be remembered before what is over, and of that what handlers have yet to hear. */
function worthOf({ alert, told }: KnownAlert): number {
  return alert.status === 'firing' ? 2 : Number(told !== 'resolved')
}

function isWorthLess(left: KnownAlert, right: KnownAlert): boolean {
  const difference = worthOf(left) - worthOf(right)
  return difference < 0 || (difference === 0 && left.changedMs < right.changedMs)
}

/** As it is remembered. */
export function toAlertRecord({
  alert,
  groupKey,
  truncated,
  told,
  toldMs,
  changedMs,
}: KnownAlert): AlertRecord {
  const { startsAt, endsAt, ...rest } = alert
  return {
    alert: { ...rest, startsMs: startsAt.getTime(), endsMs: endsAt?.getTime() ?? null },
    groupKey,
    truncated,
    told,
    toldMs,
    changedMs,
  }
}
