import type { ErrorGroup } from './error-group.ts'

/** Groups that are held at hand; all that are remembered stand in the history. */
const MAX_GROUPS = 1000
/** Characters of their texts, roughly. */
const MAX_CHARACTERS = 3 * 1024 * 1024

/** The groups that changed last, bounded in number and in the length of their texts. */
export class GroupCache {
  /** The last changed at the end. */
  readonly #entries = new Map<string, { readonly group: ErrorGroup; readonly size: number }>()
  readonly #onEvict: (group: ErrorGroup) => void
  #characters = 0

  /** @param onEvict - Told of a group that found no room any more. */
  constructor(onEvict: (group: ErrorGroup) => void) {
    this.#onEvict = onEvict
  }

  get(key: string): ErrorGroup | undefined {
    return this.#entries.get(key)?.group
  }

  /** Takes a group, or notes that it changed. */
  put(group: ErrorGroup): void {
    this.#delete(keyOf(group))
    const { size } = group
    this.#entries.set(keyOf(group), { group, size })
    this.#characters += size
    while (this.#entries.size > MAX_GROUPS || (this.#characters > MAX_CHARACTERS && this.#entries.size > 1)) {
      const [oldest] = this.#entries.values()
      if (oldest === undefined) return
      this.#delete(keyOf(oldest.group))
      this.#onEvict(oldest.group)
    }
  }

  *values(): Generator<ErrorGroup, void, undefined> {
    for (const { group } of this.#entries.values()) yield group
  }

  clear(): void {
    this.#entries.clear()
    this.#characters = 0
  }

  #delete(key: string): void {
    this.#characters -= this.#entries.get(key)?.size ?? 0
    this.#entries.delete(key)
  }
}

/** Identity of a group: the same error of two services is two. */
export function keyOf({ service, id }: { readonly service: string; readonly id: string }): string {
  return `${service}\n${id}`
}
