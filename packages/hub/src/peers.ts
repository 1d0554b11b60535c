import type { HubNews } from '@cryo/protocol'

import type { HubAlerts } from './alerts/hub-alerts.ts'
import type { Insights } from './insights.ts'
import { PaceTeller } from './jobs/pace-teller.ts'
import { instanceOf } from './errors/sighting.ts'
import type { Source } from './metrics/series.ts'
import type { AttachmentHello } from './ownership/attachment-client.ts'
import { Attachments } from './ownership/attachments.ts'

/** What {@link Peers} needs of its hub. */
export interface PeersOptions {
  readonly insights: Insights
  /** Of this process. */
  readonly resource: AttachmentHello['resource']
  /** Tells the application of this process. */
  readonly tell: (news: HubNews) => void
  /** Called once for each process that was attached, when it has gone. */
  readonly onGone: (hello: AttachmentHello) => void
}

/** The other processes of the folder: what they say to this one, and this one to them, beside telemetry. */
export class Peers {
  readonly attachments: Attachments
  readonly #alerts: HubAlerts
  readonly #paces: PaceTeller
  readonly #own: string
  /** Of the processes that are attached, by the ids of their hubs: two may say that they are the same. */
  readonly #attached = new Map<string, string>()
  #instances: ReadonlySet<string> = new Set()

  constructor({ insights, resource, tell, onGone }: PeersOptions) {
    const { alerts, jobs } = insights
    this.#alerts = alerts
    this.#own = instanceOf(resource)
    this.#settle()
    this.attachments = new Attachments({
      onGone: (hello) => {
        alerts.forget(hello)
        jobs.forget(instanceOf(hello.resource))
        this.#attached.delete(hello.hubId)
        this.#settle()
        onGone(hello)
      },
      onCome: (hello) => {
        this.#attached.set(hello.hubId, instanceOf(hello.resource))
        this.#settle()
        alerts.meet(hello)
      },
      onMessage: (hello, message) => alerts.takeFromAttached(hello, message),
    })
    this.#paces = new PaceTeller({ jobs, resource, attachments: this.attachments, tell })
  }

  /** Whether a process is this one or attached. @param instance - Its `service.instance.id`. */
  has(instance: string): boolean {
    return this.#instances.has(instance)
  }

  /** When the hub of an attached process was heard last, in Unix milliseconds; `null` for other sources. */
  heardMs(source: Source): number | null {
    return this.attachments.heardMs(String(source))
  }

  /** Whether a source of telemetry is a process that is attached now. */
  isAttached(source: Source): boolean {
    return this.heardMs(source) !== null
  }

  /** Takes what the owner says while this process is attached. */
  takeFromOwner(message: unknown): void {
    this.#paces.pass(message)
    this.#alerts.takeFromOwner(message)
  }

  /** Tells everybody what is new; to be called about once a second. */
  tellAll(): void {
    this.#paces.tellAll()
  }

  /** Somebody came or went. */
  #settle(): void {
    this.#instances = new Set([this.#own, ...this.#attached.values()])
  }
}
