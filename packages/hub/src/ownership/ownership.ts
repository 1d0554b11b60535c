import { setTimeout as delay } from 'node:timers/promises'

import { attachTo } from './attachment-client.ts'
import type { Attachment, AttachmentHello } from './attachment-client.ts'
import { tryLockDirectory } from './directory-lock.ts'
import type { DirectoryLock } from './directory-lock.ts'
import { readHubFile, removeHubFile, writeHubFile } from './hub-file.ts'
import type { HubFile } from './hub-file.ts'

const FIRST_RETRY_MS = 20
const LAST_RETRY_MS = 500

/** What this hub is to its folder. */
export type Role =
  | { readonly kind: 'owner'; readonly file: HubFile }
  | { readonly kind: 'attached'; readonly owner: HubFile }
  /** Neither: its owner has gone, and it cannot take over. */
  | { readonly kind: 'none' }

/** Address of the page that shows this hub's process, whoever serves it; `null` where nobody does. */
export function urlOf(role: Role): string | null {
  if (role.kind === 'none') return null
  return role.kind === 'owner' ? role.file.url : role.owner.url
}

/** How to be an owner and to follow one. */
export interface OwnershipOptions {
  /** Real path of the folder; `null` when it cannot be written, so that this hub is alone. */
  readonly dir: string | null
  readonly hello: AttachmentHello
  /** Listens on the configured or a free port and tells where. */
  readonly listen: () => Promise<HubFile>
  /** Told each time the role changes. */
  readonly onRole: (role: Role) => void
  /** Told what the owner says while this hub is attached. */
  readonly onMessage: (message: unknown) => void
  /** Told why this hub could not take over from an owner that has gone. */
  readonly onFailure: (error: unknown) => void
  /** Told why the folder cannot be shared, as when its disk is full: this hub serves a page of its own. */
  readonly onAlone: (error: unknown) => void
}

/**
 * Finds out who serves the page of a folder: the one process that holds its lock. All others attach to it,
 * and the first of them to notice that it has gone takes over.
 */
export class Ownership {
  readonly #options: OwnershipOptions
  /** `null` where this hub is alone. */
  #dir: string | null
  #lock: DirectoryLock | null = null
  #attachment: Attachment | null = null
  #stopped = false

  constructor(options: OwnershipOptions) {
    this.#options = options
    this.#dir = options.dir
  }

  /**
   * Takes a role; resolves once there is one.
   *
   * @throws When this hub is to be the owner and cannot listen.
   */
  async start(): Promise<void> {
    this.#stopped = false
    for (let waitMs = FIRST_RETRY_MS; !this.#stopped; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      if (this.#tryOwn()) {
        await this.#own()
        return
      }
      if (await this.#tryAttach()) return
      // The owner holds the lock and does not listen yet, or is about to go.
      await delay(waitMs)
    }
  }

  /** Attaches to an owner that is there now: what a hub does whose process ends. */
  async attach(): Promise<void> {
    await this.#tryAttach()
  }

  /**
   * Holds the folder without serving a page, where nobody does: what a hub does that has something to remember and
   * whose process ends. `stop` lets go of it.
   */
  hold(): boolean {
    if (this.#lock !== null || this.#attachment !== null || this.#options.dir === null) return false
    try {
      return this.#tryOwn()
    } catch {
      return false
    }
  }

  /** Tells the owner something; `false` where this hub is attached to none. */
  send(message: object): boolean {
    this.#attachment?.send(message)
    return this.#attachment !== null
  }

  /** Listens anew, as an owner whose address was changed, and tells the others. */
  async announce(): Promise<void> {
    if (this.#lock !== null || this.#dir === null) await this.#own()
  }

  /** Gives the role up: another process may take over. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#attachment?.close()
    this.#attachment = null
    if (this.#lock === null) return
    if (this.#dir !== null) await removeHubFile(this.#dir, this.#options.hello.hubId)
    this.#lock.release()
    this.#lock = null
  }

  #tryOwn(): boolean {
    if (this.#dir === null) return true
    try {
      this.#lock = tryLockDirectory(this.#dir)
    } catch (error) {
      this.#goAlone(error)
      return true
    }
    return this.#lock !== null
  }

  #goAlone(error: unknown): void {
    this.#dir = null
    this.#lock?.release()
    this.#lock = null
    this.#options.onAlone(error)
  }

  async #own(): Promise<void> {
    const { listen, onRole } = this.#options
    try {
      const file = await listen()
      await this.#show(file)
      onRole({ kind: 'owner', file })
    } catch (error) {
      // Another process may be able to.
      this.#lock?.release()
      this.#lock = null
      throw error
    }
  }

  async #show(file: HubFile): Promise<void> {
    if (this.#dir === null) return
    try {
      await writeHubFile(this.#dir, file)
    } catch (error) {
      this.#goAlone(error)
    }
  }

  async #tryAttach(): Promise<boolean> {
    const { hello, onRole, onMessage } = this.#options
    const owner = this.#dir === null ? null : await readHubFile(this.#dir)
    if (owner === null) return false
    this.#attachment = await attachTo(owner, hello, { onGone: () => this.#follow(), onMessage })
    if (this.#attachment === null) return false
    onRole({ kind: 'attached', owner })
    return true
  }

  #follow(): void {
    this.#attachment = null
    if (this.#stopped) return
    this.start().catch((error: unknown) => {
      this.#options.onRole({ kind: 'none' })
      this.#options.onFailure(error)
    })
  }
}
