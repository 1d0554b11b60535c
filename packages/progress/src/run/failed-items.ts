import { ignored } from '@cryo/conventions'

import type { FailedKeys } from '../checkpoint/placeholder.ts'

/** Names an item; what it returns must be data. */
export type ItemKey = (item: unknown, index: number) => unknown

/** Keys of the items that failed, in a file beside the checkpoint. */
export class FailedItems {
  readonly #key: ItemKey
  readonly #open: (mode: 'append' | 'replace') => FailedKeys
  readonly #mode: 'append' | 'replace'
  /** Keys that are to be done again, by their JSON text; `null` where everything is done. */
  readonly #retry: Map<string, unknown> | null
  #file: FailedKeys | null = null

  constructor(options: {
    readonly key: ItemKey | null
    readonly open: (mode: 'append' | 'replace') => FailedKeys
    /** Whether keys that are there stay. */
    readonly isResumed: boolean
    /** What failed in an earlier run, where only that is run. */
    readonly retry: readonly unknown[] | null
  }) {
    this.#key = options.key ?? keyByValue
    this.#open = options.open
    this.#mode = options.isResumed ? 'append' : 'replace'
    this.#retry =
      options.retry === null ? null : new Map(options.retry.map((key) => [JSON.stringify(key), key] as const))
  }

  /** Whether only items that failed before are run. */
  get isRetry(): boolean {
    return this.#retry !== null
  }

  /** Items that are to be done again. */
  get remaining(): number {
    return this.#retry?.size ?? 0
  }

  wants(item: unknown, index: number): boolean {
    return this.#retry?.has(this.#textOf(item, index)) ?? true
  }

  /** An item ended. */
  note(item: unknown, index: number, isSuccess: boolean): void {
    if (isSuccess) this.#retry?.delete(this.#textOf(item, index))
    else if (this.#retry === null) this.#write(this.#keyOf(item, index))
  }

  /** Makes the file complete; of a rerun it names what still fails or was not reached. */
  flush(): void {
    if (this.#retry !== null) {
      this.#file = this.#open('replace')
      for (const key of this.#retry.values()) this.#file.add(key)
    }
    this.#file?.flush()
  }

  #write(key: unknown): void {
    this.#file ??= this.#open(this.#mode)
    this.#file.add(key)
  }

  #textOf(item: unknown, index: number): string {
    return JSON.stringify(this.#keyOf(item, index)) ?? 'null'
  }

  #keyOf(item: unknown, index: number): unknown {
    try {
      const key = this.#key(item, index)
      // Throws what the file could not hold, such as a BigInt.
      return JSON.stringify(key) === undefined ? index : key
    } catch {
      ignored.internal++
      return index
    }
  }
}

function keyByValue(item: unknown, index: number): unknown {
  return typeof item === 'string' || typeof item === 'number' ? item : index
}
