import { DROP_REASONS, type DropReason, type Signal, SIGNALS } from '@cryo/conventions'

/**
 * Where the items of one signal are.
 *
 * `accepted + adopted = waiting + spooled + delivered + handedOver + sum of dropped`, at every moment.
 */
export interface SignalCounts {
  /** Given to `send`. */
  accepted: number
  /** Found in the spool: left by a process that has ended, or by an earlier hub of this one. */
  adopted: number
  /** In memory; the only ones not yet safe. */
  waiting: number
  /** On disk, and this process's to deliver. */
  spooled: number
  /** Acknowledged by the collector. */
  delivered: number
  /** Taken from the spool by another process, which counts them as adopted. */
  handedOver: number
  readonly dropped: Record<DropReason, number>
}

/** Called at each change: delivered and dropped with how many more, spooled with how many more or fewer. */
export type OnCount = (
  signal: Signal,
  what: 'delivered' | 'dropped' | 'spooled',
  change: number,
  reason?: DropReason,
) => void

/** The account of all items of this process; every entry moves items, so that none can vanish. */
export interface Ledger {
  /** Takes new items: they wait. */
  accept(signal: Signal, items: number): void
  /** Takes items that were found in the spool: they are spooled. */
  adopt(signal: Signal, items: number): void
  /** Moves items on; a {@link DropReason} as `to` drops them. */
  move(
    signal: Signal,
    from: 'waiting' | 'spooled',
    to: 'spooled' | 'delivered' | 'handedOver' | DropReason,
    items: number,
  ): void
  /** A copy of the account of one signal. */
  counts(signal: Signal): SignalCounts
}

const REASONS: ReadonlySet<string> = new Set(DROP_REASONS)

/** Opens an empty account; `onCount` must not throw. */
export function createLedger(onCount: OnCount = () => {}): Ledger {
  const rows = Object.fromEntries(SIGNALS.map((signal) => [signal, createRow()])) as Record<
    Signal,
    SignalCounts
  >

  return {
    accept(signal, items) {
      const row = rows[signal]
      row.accepted += items
      row.waiting += items
    },
    adopt(signal, items) {
      const row = rows[signal]
      row.adopted += items
      row.spooled += items
      onCount(signal, 'spooled', items)
    },
    move(signal, from, to, items) {
      if (items === 0) return
      const row = rows[signal]
      row[from] -= items
      if (isDropReason(to)) row.dropped[to] += items
      else row[to] += items
      if (from === 'spooled') onCount(signal, 'spooled', -items)
      if (isDropReason(to)) onCount(signal, 'dropped', items, to)
      else if (to !== 'handedOver') onCount(signal, to, items)
    },
    counts(signal) {
      const row = rows[signal]
      return { ...row, dropped: { ...row.dropped } }
    },
  }
}

function createRow(): SignalCounts {
  return {
    accepted: 0,
    adopted: 0,
    waiting: 0,
    spooled: 0,
    delivered: 0,
    handedOver: 0,
    dropped: Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>,
  }
}

function isDropReason(place: string): place is DropReason {
  return REASONS.has(place)
}
