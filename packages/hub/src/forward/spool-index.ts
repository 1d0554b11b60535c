import type { Signal } from '@cryo/conventions'
import type { Payload } from './payload.ts'
import { formatSpoolName, type SpoolMark, type SpoolName } from '@cryo/protocol'

/** One body of a spooled batch. */
export interface SpoolPart {
  readonly items: number
  readonly payload: Payload
}

/** A file of the spool that this process knows. */
export interface SpoolEntry {
  readonly name: SpoolName
  /** What the file is called now. */
  file: string
  /** Items in it that are not yet delivered. */
  items: number
  /** What it holds that is not yet delivered, once it was read and if that is more than one body. */
  parts: SpoolPart[]
  /** `ready` to deliver, `claimed` while it is, `foreign` if a live process owns it, `bad` if it cannot be delivered. */
  state: 'ready' | 'claimed' | 'foreign' | 'bad'
  /** Failed attempts since the last round. */
  failures: number
  /** Rounds of failed attempts; entries with fewer come first. */
  deferrals: number
  /** Not to be tried before, on the clock of the spool. */
  retryAtMs: number
  /** Its deferrals were forgiven once, after an outage; not twice, for then it was not the outage. */
  pardoned: boolean
}

/** How much a spool may hold. */
export interface SpoolLimits {
  readonly maxBytes: number
  readonly maxFiles: number
}

/** An amount of spooled batches. */
export interface SpoolSize {
  readonly bytes: number
  readonly files: number
}

/** The files of the spool in memory, oldest first. */
export interface SpoolIndex extends SpoolSize {
  knows(name: SpoolName): boolean
  add(name: SpoolName, state: SpoolEntry['state'], mark?: SpoolMark): SpoolEntry
  remove(entry: SpoolEntry): void
  /** The entry to deliver next: the oldest, but for those whose attempts failed round after round. */
  nextReady(signal: Signal, nowMs: number): SpoolEntry | undefined
  /** The oldest entries that must go so that `more` fits; `undefined` if it cannot. */
  victims(more: SpoolSize, limits: SpoolLimits): readonly SpoolEntry[] | undefined
  /** All entries of a signal, oldest first. */
  entriesOf(signal: Signal): readonly SpoolEntry[]
  /** All entries. */
  entries(): readonly SpoolEntry[]
}

/** Makes an empty index; only what `canDeliver` becomes next. */
export function createSpoolIndex(canDeliver: (name: SpoolName) => boolean): SpoolIndex {
  const known = new Set<string>()
  // By signal, so that a backlog of one does not slow the search of another.
  const orders: Record<Signal, SpoolEntry[]> = { traces: [], metrics: [], logs: [] }
  let bytes = 0

  const insert = (entry: SpoolEntry): void => {
    known.add(formatSpoolName(entry.name))
    bytes += entry.name.bytes
    const order = orders[entry.name.signal]
    // New batches are the newest: the search ends at its first step.
    let at = order.length
    while (at > 0 && isOlder(entry, order[at - 1])) at -= 1
    order.splice(at, 0, entry)
  }

  return {
    get bytes() {
      return bytes
    },
    get files() {
      return known.size
    },
    entriesOf: (signal) => orders[signal],
    entries: () => Object.values(orders).flat(),
    knows: (name) => known.has(formatSpoolName(name)),
    add(name, state, mark = '') {
      const entry: SpoolEntry = {
        name,
        file: formatSpoolName(name, mark),
        items: name.items,
        parts: [],
        state,
        failures: 0,
        deferrals: 0,
        retryAtMs: -Infinity,
        pardoned: false,
      }
      insert(entry)
      return entry
    },
    remove(entry) {
      const order = orders[entry.name.signal]
      const at = order.indexOf(entry)
      if (at < 0) return
      order.splice(at, 1)
      known.delete(formatSpoolName(entry.name))
      bytes -= entry.name.bytes
    },
    nextReady(signal, nowMs) {
      let best: SpoolEntry | undefined
      for (const entry of orders[signal]) {
        if (entry.state !== 'ready' || entry.retryAtMs > nowMs || !canDeliver(entry.name)) continue
        if (entry.deferrals === 0) return entry
        if (best === undefined || entry.deferrals < best.deferrals) best = entry
      }
      return best
    },
    victims(more, { maxBytes, maxFiles }) {
      let excessBytes = bytes + more.bytes - maxBytes
      let excessFiles = known.size + more.files - maxFiles
      const found: SpoolEntry[] = []
      for (const entry of oldestFirst(Object.values(orders))) {
        if (excessBytes <= 0 && excessFiles <= 0) break
        // What is being delivered is about to leave, and must not be counted as lost too.
        if (entry.state === 'claimed') continue
        found.push(entry)
        excessBytes -= entry.name.bytes
        excessFiles -= 1
      }
      return excessBytes <= 0 && excessFiles <= 0 ? found : undefined
    },
  }
}

/** Merges lists that are in order. */
function* oldestFirst(orders: readonly (readonly SpoolEntry[])[]): Generator<SpoolEntry> {
  const positions = orders.map(() => 0)
  for (;;) {
    let oldest = -1
    for (const [list, order] of orders.entries()) {
      const entry = order[positions[list] ?? 0]
      if (entry === undefined) continue
      if (oldest < 0 || isOlder(entry, orders[oldest]?.[positions[oldest] ?? 0])) oldest = list
    }
    const entry = orders[oldest]?.[positions[oldest] ?? 0]
    if (entry === undefined) return
    positions[oldest] = (positions[oldest] ?? 0) + 1
    yield entry
  }
}

function isOlder(a: SpoolEntry, b: SpoolEntry | undefined): boolean {
  if (b === undefined) return false
  return a.name.timeMs === b.name.timeMs ? a.name.sequence < b.name.sequence : a.name.timeMs < b.name.timeMs
}
