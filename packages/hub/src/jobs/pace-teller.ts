import type { AttachmentHello } from '../ownership/attachment-client.ts'
import type { Attachments } from '../ownership/attachments.ts'
import type { HubJobs } from './hub-jobs.ts'
import { type PriorPaceNews, readPriorPaces } from './prior-paces.ts'

/** Who is told, and of what. */
export interface PaceTellerOptions {
  readonly jobs: HubJobs
  /** Of this process. */
  readonly resource: AttachmentHello['resource']
  readonly attachments: Attachments
  /** Tells the application of this process. */
  readonly tell: (news: PriorPaceNews) => void
}

/** Tells each process what earlier runs of its jobs took: the owner of the page knows, the others pass it on. */
export class PaceTeller {
  readonly #options: PaceTellerOptions

  constructor(options: PaceTellerOptions) {
    this.#options = options
  }

  /** Tells everybody, where there is something new; to be called about once a second. */
  tellAll(): void {
    const { jobs, resource, attachments } = this.#options
    if (!jobs.hasNewPaces() && !attachments.hasNew) return
    this.pass(jobs.pacesOf(resource))
    attachments.tell((hello) => jobs.pacesOf(hello.resource))
  }

  /** Passes on what the owner says. */
  pass(message: unknown): void {
    const news = readPriorPaces(message)
    if (news !== null) this.#options.tell(news)
  }
}
