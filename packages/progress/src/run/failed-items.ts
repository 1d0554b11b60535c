import { ignored } from '@cryo/conventions'

import { FailedKeys } from '../checkpoint/failed-keys.ts'

/** Names an item; what it returns must be data. */
export type ItemKey = (item: unknown, index: number) => unknown

/** Keys of the items that failed, in a file beside the checkpoint. */
export class FailedItems {
  readonly #key: ItemKey
  readonly #file: string
  #kept: FailedKeys
  /** JSON texts of the keys that are to be done again; `null` where everything is done. */
  readonly #retry: Set<string> | null

  constructor(options: {
    readonly key: ItemKey | null
    /** The checkpoint's. */
    readonly file: string
    /** Whether keys that are there stay. */
    readonly isResumed: boolean
    /** What failed in an earlier run, where only that is run. */
    readonly retry: Set<string> | null
  }) {
    this.#key = options.key ?? keyByValue
    this.#file = options.file
    this.#kept = new FailedKeys(
      options.file,
      options.isResumed || options.retry !== null ? 'append' : 'replace',
    )
    this.#retry = options.retry
  }

  /** Whether only items that failed before are run. */
  get isRetry(): boolean {
    return this.#retry !== null
  }

  /** Items that are to be done again. */
  get remaining(): number {
    return this.#retry?.size ?? 0
  }

  /** Why keys could not be kept; `null` where all is well. */
  get trouble(): string | null {
    return this.#kept.trouble
  }

  wants(item: unknown, index: number): boolean {
    return this.#retry?.has(this.#textOf(item, index)) ?? true
  }

  /** An item ended. */
  note(item: unknown, index: number, isSuccess: boolean): void {
    if (isSuccess) this.#retry?.delete(this.#textOf(item, index))
    else if (this.#retry === null) this.#kept.add(this.#textOf(item, index))
  }

  /** The run begins anew, with nothing that failed. */
  reset(): void {
    if (this.#retry === null) this.#kept = new FailedKeys(this.#file, 'replace')
  }

  /** Puts what was noted on disk. */
  flush(): void {
    this.#kept.flush()
  }

  /** Lets the file of a rerun name what still fails or was not reached. */
  settle(): void {
    if (this.#retry === null) return
    this.#kept.replaceAll(this.#retry)
  }

  #textOf(item: unknown, index: number): string {
    try {
      // A key that is no data, such as a BigInt, throws or gives no text.
      return JSON.stringify(this.#key(item, index)) ?? String(index)
    } catch {
      ignored.internal++
      return String(index)
    }
  }
}

function keyByValue(item: unknown, index: number): unknown {
  return typeof item === 'string' || typeof item === 'number' ? item : index
}
