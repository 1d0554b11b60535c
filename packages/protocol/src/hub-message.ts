import type { Alert, AlertSummary, HandlerOutcome, SilenceRequest } from '@cryo/alerts'

import type { HubConfiguration } from './hub-configuration.ts'
import type { HealthReport, MonitoringData } from './monitoring-data.ts'

/**
 * What one thread of the application shares with the hub when it announces itself; the rest of what it
 * records is in these blocks, so a thread that never turns its event loop again is still seen.
 */
export interface SourceShare {
  /** Unique in the process: the thread's id. */
  readonly source: number
  readonly control: SharedArrayBuffer
  readonly ring: SharedArrayBuffer
  /** Strings of the ring's table that were announced before. */
  readonly strings: readonly string[]
  /** Whether its spans are ours to forward: those of another SDK, which exports them itself, are only shown. */
  readonly forwardsSpans: boolean
}

/** Metric descriptors in the shape of `@cryo/instruments`: plain data, opaque here. */
export type SourceAnnouncement =
  | {
      readonly type: 'page'
      readonly source: number
      readonly index: number
      readonly buffer: SharedArrayBuffer
    }
  | { readonly type: 'instrument'; readonly source: number; readonly descriptor: object }
  | { readonly type: 'series'; readonly source: number; readonly descriptor: object }
  | { readonly type: 'source'; readonly share: SourceShare }
  /** A string of the ring's table, for those who do not read the ring. */
  | { readonly type: 'string'; readonly source: number; readonly id: number; readonly text: string }
  /** A thread has gone, told by the one that started it: a thread that is terminated tells nothing itself. */
  | { readonly type: 'gone'; readonly source: number }

/** When the application's thread goes on, whatever the hub has done by then. */
export interface Deadline {
  /** On the clock of `readSharedClockMs`: a hub that starts late or is busy has less time, not more. */
  readonly deadlineMs: number
}

/** Questions that the application's thread may ask the hub. */
export interface HubRequests {
  readonly data: { readonly argument: undefined; readonly answer: MonitoringData }
  readonly health: { readonly argument: undefined; readonly answer: HealthReport }
  readonly flush: { readonly argument: Deadline; readonly answer: null }
  readonly stop: { readonly argument: Deadline; readonly answer: null }
  /** Alerts that fire. */
  readonly alerts: { readonly argument: undefined; readonly answer: readonly AlertSummary[] }
  /** Answers with the id of the silence, which is on disk then. */
  readonly silence: { readonly argument: SilenceRequest; readonly answer: string }
  /** Takes an id, or the name of an alert; answers with how many silences it ended. */
  readonly unsilence: { readonly argument: string; readonly answer: number }
}
export type HubRequestName = keyof HubRequests

/** From the application's main thread to its hub. */
export type MessageToHub =
  | SourceAnnouncement
  /** A last flush: the application's thread waits in `ControlBlock.waitForFlush`. */
  | ({ readonly type: 'end'; readonly request: number } & Deadline)
  | { readonly type: 'configure'; readonly configuration: HubConfiguration }
  /** How many handlers of alerts the application has now. */
  | { readonly type: 'alertHandlers'; readonly count: number }
  /** What became of an alert that the hub gave to them. */
  | { readonly type: 'alertHandled'; readonly id: string; readonly outcome: HandlerOutcome }
  | {
      readonly type: 'request'
      readonly id: number
      readonly name: HubRequestName
      readonly argument: unknown
    }

/** How long earlier runs of jobs took: by name of the job, the newest first. */
export type PriorPaces = Readonly<
  Record<string, readonly { readonly items: number; readonly seconds: number }[]>
>

/** An alert for the handlers of the application. */
export interface AlertDelivery {
  readonly type: 'alert'
  /** Of the notification: one that comes again is answered as before, without the handlers. */
  readonly id: string
  /** Unix milliseconds. */
  readonly sentMs: number
  readonly alert: Alert
}

/** What the hub tells the application's main thread of itself. */
export type HubNews =
  /** Where the page is: served by this hub itself, or by the owner that it is attached to; `null`: nowhere. */
  | { readonly type: 'address'; readonly url: string | null; readonly isOwn: boolean }
  /** Of the jobs of this service; for their forecasts. */
  | { readonly type: 'priorPaces'; readonly jobs: PriorPaces }
  | AlertDelivery

/** From the hub to the application's main thread. */
export type MessageFromHub =
  | HubNews
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }

/** From the hub to every thread of the application that records, on {@link THREADS_CHANNEL}. */
export interface HubCall {
  readonly type: 'call'
}

/** Folder of the spool below the monitoring folder. */
export const SPOOL_FOLDER = 'spool'

/** File of the monitoring folder in which the owner of the page says where it listens. */
export const HUB_FILE = 'hub.json'

/** BroadcastChannel on which worker threads of the application announce what they record. */
export const THREADS_CHANNEL = 'cryo.monitoring.threads'

/** What a hub is started with. */
export interface HubStart {
  readonly configuration: HubConfiguration
  /** Attributes of the application's resource. */
  readonly resource: Readonly<Record<string, string | number>>
  /** What the application's threads record; none in a stand-alone hub. */
  readonly sources: readonly SourceShare[]
  readonly announcements: readonly SourceAnnouncement[]
  /** How many handlers of alerts the application has. */
  readonly alertHandlers: number
  /** Version of `@cryo/monitoring`. */
  readonly version: string
  /** Whether the process is ending: the hub only delivers, it serves nothing. */
  readonly ending: boolean
}
