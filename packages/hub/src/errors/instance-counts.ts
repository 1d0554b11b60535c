import type { InstanceCount } from '@cryo/history'

/** Processes of which a group keeps an account; those that are gone are folded first. */
const MAX_INSTANCES = 32
/** The same, of those that still run. */
const MAX_RUNNING = 500
/** Starts that differ by less are one: a start may be told in nanoseconds or in milliseconds. */
const SAME_START_MS = 1000

/**
 * How often errors of one group happened: what ended processes counted, and what each running one has counted so far.
 *
 * The counter of a process is exact. Events on spans are counted only where it has none: of other languages, say. Both
 * are kept apart for each process, so that neither a new owner of the page nor a restart adds anything twice.
 */
export class InstanceCounts {
  readonly #live = new Map<string, InstanceCount>()
  #carried: number

  /** @param count - Of all processes, those in `live` included. */
  constructor(count = 0, live: readonly InstanceCount[] = []) {
    this.#carried = count
    for (const entry of live) {
      this.#live.set(entry.instance, entry)
      this.#carried -= amountOf(entry)
    }
  }

  /** Errors in all. */
  get total(): number {
    return this.#live.values().reduce((sum, entry) => sum + amountOf(entry), this.#carried)
  }

  /** Those of processes that have no counter, which only events told of. */
  get uncounted(): number {
    return this.#live
      .values()
      .reduce((sum, { counted, events }) => (counted === null ? sum + events : sum), 0)
  }

  /** Processes of which an account is kept. */
  get size(): number {
    return this.#live.size
  }

  get live(): readonly InstanceCount[] {
    return [...this.#live.values()]
  }

  /** Counts an event that was seen on a span. */
  addEvent(instance: string): void {
    const known = this.#live.get(instance)
    if (known === undefined) this.#live.set(instance, { instance, counted: null, startMs: 0, events: 1 })
    else this.#live.set(instance, { ...known, events: known.events + 1 })
  }

  /**
   * Takes the value of a process's counter.
   *
   * @param startMs - Since when it counts: another start, or a smaller value, is another life of a process with the
   * same name.
   * @returns By how much it rose.
   */
  observe(instance: string, counted: number, startMs: number): number {
    const known = this.#live.get(instance)
    const isFirst = known === undefined || known.counted === null
    const before = known?.counted ?? 0
    const isRestarted = !isFirst && (counted < before || Math.abs(startMs - known.startMs) > SAME_START_MS)
    if (!isFirst && !isRestarted && counted === before) return 0
    if (isRestarted) this.#carried += before
    this.#live.set(instance, { instance, counted, startMs, events: known?.events ?? 0 })
    return isRestarted ? counted : counted - before
  }

  /** Adds what another account knows of other processes, or of the same ones from earlier on. */
  adopt(earlier: InstanceCounts): void {
    this.#carried += earlier.#carried
    for (const [instance, entry] of earlier.#live) {
      const own = this.#live.get(instance)
      if (own === undefined) this.#live.set(instance, entry)
      else if (entry.counted !== null && own.counted !== null && isOtherLife(entry, own)) {
        this.#carried += amountOf(entry)
      }
    }
  }

  /** Folds the accounts of processes that are gone, where there are many. */
  fold(isRunning: (instance: string) => boolean): void {
    for (const [instance, entry] of this.#live) {
      if (this.#live.size <= MAX_INSTANCES) return
      if (this.#live.size <= MAX_RUNNING && isRunning(instance)) continue
      this.#carried += amountOf(entry)
      this.#live.delete(instance)
    }
  }
}

function amountOf({ counted, events }: InstanceCount): number {
  return counted ?? events
}

function isOtherLife(earlier: InstanceCount, later: InstanceCount): boolean {
  return (
    (later.counted ?? 0) < (earlier.counted ?? 0) || Math.abs(later.startMs - earlier.startMs) > SAME_START_MS
  )
}
