import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'

import type { DashboardSource } from '@cryo/dashboard'
import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import { Listener } from './listener.ts'
import type { AttachmentHello } from './ownership/attachment-client.ts'
import type { HubFile } from './ownership/hub-file.ts'
import { Ownership } from './ownership/ownership.ts'
import type { Role } from './ownership/ownership.ts'

/** What is recorded waits so long for an owner to be found who wants it too. */
const ROLE_LIMIT_MS = 300

type Dashboard = HubConfiguration['dashboard']

/** Settings of {@link Serving}. */
export interface ServingOptions {
  /** Real path of the folder; `null` when it cannot be written. */
  readonly dir: string | null
  readonly dashboard: Dashboard
  readonly hello: AttachmentHello
  readonly source: DashboardSource
  /** Secret of Alertmanager's webhook; `null`: there is none. */
  readonly webhookToken: () => string | null
  /** Told each time the role changes. */
  readonly onRole: (role: Role) => void
  /** Told what the owner says while this hub is attached. */
  readonly onMessage: (message: unknown) => void
}

/** Serves the page as the configuration says, as the owner of the folder, or follows the process that does. */
export class Serving {
  readonly #options: ServingOptions
  readonly #attachToken = randomBytes(32).toString('base64url')
  readonly #listener: Listener
  readonly #ownership: Ownership
  readonly #settled = Promise.withResolvers<void>()
  #dashboard: Dashboard
  #listensOn: Dashboard | null = null
  #role: Role | null = null
  #work: Promise<void> = Promise.resolve()
  /** Whether it is known if there is an owner to attach to, or it has taken too long. */
  isSettled = false

  constructor(options: ServingOptions) {
    this.#options = options
    this.#dashboard = options.dashboard
    this.#listener = new Listener(options.source, {
      attach: this.#attachToken,
      webhook: options.webhookToken,
    })
    this.#ownership = new Ownership({
      dir: options.dir,
      hello: options.hello,
      listen: () => this.#listen(),
      onRole: (role) => this.#takeRole(role),
      onMessage: options.onMessage,
      onAlone: (error) =>
        writeLogLine(`the folder is not shared with other processes, this page is its own: ${String(error)}`),
      onFailure: (error) => writeLogLine(`the page is not served any more: ${String(error)}`),
    })
    setTimeout(() => this.#settle(), ROLE_LIMIT_MS).unref()
  }

  /** Resolves when {@link isSettled}. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  /**
   * Takes a role; resolves once there is one.
   *
   * @throws When this hub is to serve the page and cannot.
   */
  start(): Promise<void> {
    this.#work = this.#work.catch(() => {}).then(() => this.#followConfiguration())
    return this.#work
  }

  /** Attaches to an owner that is there now, for the short rest of this process; resolves when settled. */
  async join(): Promise<void> {
    if (this.#dashboard.enabled) void this.#ownership.attach().finally(() => this.#settle())
    else this.#settle()
    await this.settled
  }

  /** Holds the folder for the short rest of this process, where it has no owner; returns whether it does. */
  hold(): boolean {
    return this.#dashboard.enabled && this.#ownership.hold()
  }

  /** Takes changed settings; another address is bound at once. */
  async configure(dashboard: Dashboard): Promise<void> {
    this.#dashboard = dashboard
    await this.start()
    this.#makeWebhookToken()
  }

  /** Tells the owner something; `false` where this hub is attached to none. */
  tellOwner(message: object): boolean {
    return this.#ownership.send(message)
  }

  /** Gives the role up: another process may take over. */
  stop(): Promise<void> {
    return this.#ownership.stop()
  }

  /** Closes the port. */
  close(): Promise<void> {
    return this.#listener.close()
  }

  async #followConfiguration(): Promise<void> {
    if (!this.#dashboard.enabled) {
      // First: what the role holds is closed before another process takes it over.
      this.#takeRole({ kind: 'none' })
      await this.stop()
      await this.close()
    } else if (this.#role === null || this.#role.kind === 'none') {
      await this.#ownership.start()
    } else if (this.#role.kind === 'owner' && !isDeepStrictEqual(this.#listensOn, this.#dashboard)) {
      await this.#ownership.announce()
    }
  }

  async #listen(): Promise<HubFile> {
    this.#listensOn = this.#dashboard
    const address = await this.#listener.listen(this.#dashboard)
    const { hubId, pid } = this.#options.hello
    return { hubId, pid, token: this.#attachToken, ...address }
  }

  #takeRole(role: Role): void {
    this.#role = role
    this.#makeWebhookToken()
    this.#options.onRole(role)
    this.#settle()
  }

  /** Alertmanager reads it before it calls for the first time. */
  #makeWebhookToken(): void {
    if (this.#role?.kind === 'owner') this.#options.webhookToken()
  }

  #settle(): void {
    this.isSettled = true
    this.#settled.resolve()
  }
}
