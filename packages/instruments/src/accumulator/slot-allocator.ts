import { PAGE_BYTES, PAGE_SLOTS, type SeriesSink } from '../layout.ts'

/** A run of slots in a page of shared memory. */
export interface Slots {
  readonly page: number
  /** The whole page. */
  readonly values: Float64Array
  /** First slot of the run. */
  readonly slot: number
}

/** Hands out slots of shared memory, page after page; nothing is given back. */
export class SlotAllocator {
  readonly #pages: Pick<SeriesSink, 'page'>
  #page = -1
  #values: Float64Array = new Float64Array()
  #used: number = PAGE_SLOTS

  /** @param pages - Told of each page before a slot of it is handed out. */
  constructor(pages: Pick<SeriesSink, 'page'>) {
    this.#pages = pages
  }

  /**
   * Takes slots that hold zero and lie in one page.
   *
   * @throws RangeError when the process has no memory for another page.
   */
  allocate(count: number): Slots {
    if (this.#used + count > PAGE_SLOTS) {
      const buffer = new SharedArrayBuffer(PAGE_BYTES)
      this.#page += 1
      this.#values = new Float64Array(buffer)
      this.#used = 0
      this.#pages.page(this.#page, buffer)
    }
    const slot = this.#used
    this.#used += count
    return { page: this.#page, values: this.#values, slot }
  }
}
