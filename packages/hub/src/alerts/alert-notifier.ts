import { createHash } from 'node:crypto'

import { writeLogLine } from '@cryo/protocol'
import type { Alert, AlertSummary } from '@cryo/protocol'

import type { AlertBook, KnownAlert } from './alert-book.ts'
import { isOwnGroup } from './own-group.ts'
import type { AlertReceivers } from './alert-receivers.ts'

/** Groups whose handlers run at the same time. */
const MAX_AT_ONCE = 16
/** Alerts of a group that a handler is given; it is told how many there are. */
const MAX_TOLD = 100
/** Characters of them, so that they fit into a line to another process. */
const MAX_TOLD_CHARACTERS = 2 * 1024 * 1024
/** How often handlers may fail on an alert, in each process that has some, before it is given up. */
const MAX_ATTEMPTS = 3
/** Time between two of these. */
const RETRY_MS = 30_000
/** Time between two notifications of the same kind of a group that this hub made; Alertmanager has an interval of its own. */
const GROUP_INTERVAL_MS = 60_000
/** An end is told so long to those who never heard of the beginning: whoever adds a handler wants no weeks of them. */
const OLD_NEWS_MS = 3_600_000

/** What {@link AlertNotifier} needs. */
export interface AlertNotifierOptions {
  readonly book: AlertBook
  readonly receivers: AlertReceivers
  /** Time after which handlers are told again of what still fires, in seconds; `null`: never. */
  readonly repeatSeconds: () => number | null
  /** Whether nobody is to be told again of an alert with these labels. */
  readonly isSilenced: (labels: AlertSummary['labels']) => boolean
  /** Told of alerts whose handlers know something new: to be remembered. */
  readonly onTold: (alerts: readonly KnownAlert[]) => void
}

/** What the handlers of one process are to be told of a group. */
interface Notification {
  /** The same each time that it is made of the same changes, also by the next owner. */
  readonly key: string
  readonly status: AlertSummary['status']
  readonly changed: readonly KnownAlert[]
  readonly alert: Alert
  /** How often handlers failed. */
  attempts: number
  /** When it is due, on the clock of `performance.now()`. */
  dueMs: number
  isAsked: boolean
}

type Outcome = 'success' | 'failure' | 'unanswered'

/** Lets handlers know what changed, once: one process each time, the next one where that fails. */
export class AlertNotifier {
  readonly #options: AlertNotifierOptions
  /** Those that are not done with, by their group: one at a time. */
  readonly #open = new Map<string, Notification>()
  /** Alerts that they tell of, which may have come to another group meanwhile. */
  readonly #underWay = new Set<KnownAlert>()
  /** When a group may be told of again, by the group and status, on the clock of `performance.now()`. */
  readonly #pauses = new Map<string, number>()
  /** Notifications that a process took, and attempts in which all handlers failed. */
  readonly counts: Record<'success' | 'failure', number> = { success: 0, failure: 0 }

  constructor(options: AlertNotifierOptions) {
    this.#options = options
  }

  /** Starts whatever is due. */
  work(): void {
    // Where nobody has handlers, the next process with some is told how things are then.
    if (this.#options.receivers.hasHandlers) this.#openDue()
    else for (const [key, { isAsked }] of this.#open) if (!isAsked) this.#close(key)
    let asked = 0
    for (const { isAsked } of this.#open.values()) asked += Number(isAsked)
    const now = performance.now()
    for (const [key, notification] of this.#open) {
      if (asked >= MAX_AT_ONCE) return
      if (notification.isAsked || notification.dueMs > now) continue
      asked++
      notification.isAsked = true
      void this.#tell(key, notification).catch((error: unknown) => {
        writeLogLine(`the alert ${notification.alert.name} could not be told: ${String(error)}`)
        notification.isAsked = false
        notification.dueMs = performance.now() + RETRY_MS
      })
    }
  }

  #openDue(): void {
    const now = performance.now()
    for (const [key, untilMs] of this.#pauses) if (untilMs <= now) this.#pauses.delete(key)
    const groupKeys = new Set<string>()
    for (const known of this.#options.book.all) {
      const { groupKey } = known
      if (!this.#open.has(groupKey) && !this.#pauses.has(pauseKey(known)) && this.#isDue(known))
        groupKeys.add(groupKey)
    }
    for (const groupKey of groupKeys) this.#openGroup(groupKey)
  }

  #isDue(known: KnownAlert): boolean {
    const { alert, told, changedMs } = known
    if (this.#underWay.has(known)) return false
    if (alert.status === told) return this.#isToRepeat(known)
    return alert.status === 'firing' || told !== null || Date.now() - changedMs < OLD_NEWS_MS
  }

  #isToRepeat({ alert, toldMs }: KnownAlert): boolean {
    const repeatSeconds = this.#options.repeatSeconds()
    if (alert.status !== 'firing' || repeatSeconds === null) return false
    return Date.now() - toldMs >= repeatSeconds * 1000 && !this.#options.isSilenced(alert.labels)
  }

  /** What fired first, then what was resolved: each is one notification of the group. */
  #openGroup(groupKey: string): void {
    const group = this.#options.book.group(groupKey)
    const due = group.filter((known) => this.#isDue(known) && !this.#pauses.has(pauseKey(known)))
    const status = due.some(({ alert }) => alert.status === 'firing') ? 'firing' : 'resolved'
    const changed = due.filter(({ alert }) => alert.status === status)
    const [first] = changed
    if (first === undefined) return
    const others = group.filter((known) => !changed.includes(known) && known.alert.status === 'firing')
    const all = [...changed, ...others].map(({ alert }) => alert)
    const alert = { ...first.alert, alerts: cut(all), count: all.length + first.truncated }
    for (const known of changed) this.#underWay.add(known)
    const key = toKey(status, changed)
    this.#open.set(groupKey, { key, status, changed, alert, attempts: 0, dueMs: 0, isAsked: false })
  }

  #close(groupKey: string): void {
    for (const known of this.#open.get(groupKey)?.changed ?? []) this.#underWay.delete(known)
    this.#open.delete(groupKey)
  }

  async #tell(groupKey: string, notification: Notification): Promise<void> {
    const outcome = await this.#offer(notification)
    notification.isAsked = false
    // A process whose loop is blocked is asked again at the next opportunity, and runs its handlers once.
    if (outcome === 'unanswered') return
    this.counts[outcome]++
    if (outcome === 'failure' && ++notification.attempts < MAX_ATTEMPTS) {
      notification.dueMs = performance.now() + RETRY_MS
      return
    }
    const { alert, changed, status } = notification
    if (outcome === 'failure')
      writeLogLine(
        `no handler took the alert ${alert.name} (${status}): it was offered ${MAX_ATTEMPTS} times`,
      )
    this.#close(groupKey)
    if (isOwnGroup(groupKey)) {
      for (const known of changed) this.#pauses.set(pauseKey(known), performance.now() + GROUP_INTERVAL_MS)
    }
    for (const known of changed) Object.assign(known, { told: status, toldMs: Date.now() })
    this.#options.onTold(changed)
    this.work()
  }

  /** Offers it to one process after the other. */
  async #offer(notification: Notification): Promise<Outcome> {
    const { receivers } = this.#options
    const { alert, key, attempts } = notification
    // Where handlers have failed they are to run again.
    const id = `${key}-${attempts}`
    let hasFailed = false
    for (const receiver of receivers.candidates(alert)) {
      const outcome = await receivers.ask(receiver, id, alert)
      if (outcome === null || outcome.called === 0) continue
      // Where some of its handlers took it, another process would let them take it twice.
      if (outcome.failed < outcome.called) return 'success'
      hasFailed = true
    }
    return hasFailed ? 'failure' : 'unanswered'
  }
}

function pauseKey({ alert, groupKey }: KnownAlert): string {
  return `${alert.status} ${groupKey}`
}

/** As many as a handler is given, one at least. */
function cut(alerts: readonly AlertSummary[]): AlertSummary[] {
  let left = MAX_TOLD_CHARACTERS
  return alerts.slice(0, MAX_TOLD).filter((alert, index) => {
    left -= JSON.stringify(alert).length
    return index === 0 || left >= 0
  })
}

function toKey(status: AlertSummary['status'], changed: readonly KnownAlert[]): string {
  const parts = changed
    .map(({ alert, told, toldMs, changedMs }) => {
      // What is told again is another notification.
      return `${alert.fingerprint} ${alert.status === told ? `again ${toldMs}` : changedMs}`
    })
    .toSorted()
  return createHash('sha256')
    .update([status, ...parts].join('\n'))
    .digest('hex')
}
