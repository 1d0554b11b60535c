import { writeLogLine } from '@cryo/protocol'
import type { Alert, AlertSummary } from '@cryo/protocol'

import type { AlertBook, KnownAlert } from './alert-book.ts'
import type { AlertReceivers } from './alert-receivers.ts'

/** Groups whose handlers run at the same time. */
const MAX_AT_ONCE = 16
/** Alerts of a group that a handler is given; it is told how many there are. */
const MAX_TOLD = 100
/** How often an alert is offered to all processes before it is given up. */
const MAX_ATTEMPTS = 3
/** Time between two of these. */
const RETRY_MS = 30_000

/** What {@link AlertNotifier} needs. */
export interface AlertNotifierOptions {
  readonly book: AlertBook
  readonly receivers: AlertReceivers
  /** Told of alerts whose handlers know something new: to be remembered. */
  readonly onTold: (alerts: readonly KnownAlert[]) => void
}

/** Lets handlers know what changed, once: one process each time, the next one where that fails. */
export class AlertNotifier {
  readonly #options: AlertNotifierOptions
  readonly #underWay = new Set<string>()
  /** By group: how often it failed, and when it is tried again, on the clock of `performance.now()`. */
  readonly #failed = new Map<string, { attempts: number; nextMs: number }>()
  /** Notifications that a process took, and those that none did. */
  readonly counts: Record<'success' | 'failure', number> = { success: 0, failure: 0 }

  constructor(options: AlertNotifierOptions) {
    this.#options = options
  }

  /** Starts whatever is due. */
  work(): void {
    const now = performance.now()
    for (const { alert, told, groupKey } of this.#options.book.all) {
      if (this.#underWay.size >= MAX_AT_ONCE) return
      if (alert.status === told || this.#underWay.has(groupKey)) continue
      if ((this.#failed.get(groupKey)?.nextMs ?? 0) > now) continue
      this.#underWay.add(groupKey)
      void this.#tellGroup(groupKey).finally(() => {
        this.#underWay.delete(groupKey)
      })
    }
  }

  /** What fired first, then what was resolved: each is one notification of the group. */
  async #tellGroup(groupKey: string): Promise<void> {
    for (const status of ['firing', 'resolved'] as const) {
      const group = this.#options.book.group(groupKey)
      const changed = group.filter(({ alert, told }) => alert.status === status && told !== status)
      const [first] = changed
      if (first === undefined) continue
      const others = group.filter((known) => !changed.includes(known) && known.alert.status === 'firing')
      const all = [...changed, ...others].map(({ alert }) => alert)
      const alerts = all.slice(0, MAX_TOLD)
      if (await this.#tell({ ...first.alert, alerts, count: all.length + first.truncated }, groupKey))
        this.#settle(changed, status)
    }
  }

  /** Whether the alert is done with: a process took it, or it is given up. */
  async #tell(alert: Alert, groupKey: string): Promise<boolean> {
    const { receivers } = this.#options
    const candidates = receivers.candidates(alert)
    // Nobody to tell yet: the next process with a handler is told.
    if (candidates.length === 0) return false
    for (const receiver of candidates) {
      const outcome = await receivers.ask(receiver, alert)
      // Where some of its handlers took it, another process would let them take it twice.
      if (outcome === null || outcome.called === 0 || outcome.failures.length >= outcome.called) continue
      this.#failed.delete(groupKey)
      this.counts.success++
      return true
    }
    this.counts.failure++
    const attempts = (this.#failed.get(groupKey)?.attempts ?? 0) + 1
    if (attempts < MAX_ATTEMPTS) {
      this.#failed.set(groupKey, { attempts, nextMs: performance.now() + RETRY_MS })
      return false
    }
    this.#failed.delete(groupKey)
    writeLogLine(
      `no handler took the alert ${alert.name} (${alert.status}): it was offered ${attempts} times`,
    )
    return true
  }

  #settle(changed: readonly KnownAlert[], status: AlertSummary['status']): void {
    for (const known of changed) known.told = status
    this.#options.onTold(changed)
  }
}
