import { diffState } from './diff-state.ts'

/** Changes that are kept for those who come back: half a minute of them. */
const KEPT = 30

/** The state of the hub as a sequence of changes, each with a number; whoever has one of the last needs no more than the rest. */
export class StateFeed {
  readonly #epoch: string
  readonly #changes = new Map<number, Uint8Array>()
  #number = 0
  #state: unknown = null
  #whole: Uint8Array | null = null

  /** @param epoch - Tells this feed's numbers from those of any other. */
  constructor(epoch: string) {
    this.#epoch = epoch
  }

  /** Number of the latest change; 0: there is no state. */
  get latest(): number {
    return this.#state === null ? 0 : this.#number
  }

  /** Takes a state: the first one, or what has become of the last. */
  put(state: unknown): void {
    const delta = this.#state === null ? null : diffState(this.#state, state)
    if (delta === null && this.#state !== null) return
    this.#number += 1
    this.#state = state
    this.#whole = null
    if (delta === null) return
    this.#changes.set(this.#number, encodeEvent(this.#idOf(this.#number), 'delta', delta))
    this.#changes.delete(this.#number - KEPT)
  }

  /** Forgets the state: what comes next is sent whole. */
  clear(): void {
    this.#state = null
    this.#whole = null
    this.#changes.clear()
  }

  /** The number that an event's id stands for; 0 where it is none of this feed, or none that one could go on from. */
  numberOf(id: string): number {
    const [epoch, number] = id.split('.')
    const known = Number(number)
    return epoch === this.#epoch && Number.isInteger(known) && this.#canFollow(known) ? known : 0
  }

  /** What somebody needs who has the state of a number, 0 for none: the changes since, or all of it. */
  *eventsAfter(number: number): Generator<Uint8Array, void, undefined> {
    if (this.#state === null || number === this.#number) return
    if (!this.#canFollow(number)) {
      const whole = this.#whole ?? encodeEvent(this.#idOf(this.#number), 'state', this.#state)
      this.#whole = whole
      yield whole
      return
    }
    for (let next = number + 1; next <= this.#number; next++) yield this.#changes.get(next)!
  }

  #canFollow(number: number): boolean {
    return number === this.latest || (number > 0 && number < this.#number && this.#changes.has(number + 1))
  }

  #idOf(number: number): string {
    return `${this.#epoch}.${number}`
  }
}

const encoder = new TextEncoder()

/** One server-sent event. JSON has no line breaks, so that it is one line of data. */
function encodeEvent(id: string, event: string, data: unknown): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}
