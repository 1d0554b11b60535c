import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import type { AttachRequest, DashboardSource } from '@cryo/dashboard'
import { ControlBlock, HUB_STATE, SPOOL_FOLDER, writeLogLine } from '@cryo/protocol'
import type {
  HealthReport,
  HubConfiguration,
  HubStart,
  MonitoringData,
  SourceAnnouncement,
} from '@cryo/protocol'

import { startBeat } from './beat.ts'
import { ErrorGroups } from './errors/error-groups.ts'
import { OwnedHistory } from './history/owned-history.ts'
import { HubHealth } from './health/hub-health.ts'
import { Ingest } from './ingest.ts'
import { expireSeries } from './metrics/end-series.ts'
import { SeriesStore } from './metrics/series-store.ts'
import { openMonitoringDir } from './monitoring-dir.ts'
import { toAttributes } from './otlp/attributes.ts'
import { createResource } from './otlp/resource.ts'
import { OwnMetrics } from './own-metrics.ts'
import { Attachments, ATTACHMENT_HEADER } from './ownership/attachments.ts'
import type { AttachmentHello } from './ownership/attachment-client.ts'
import type { Role } from './ownership/ownership.ts'
import { Collector } from './pipeline/collector.ts'
import { describeTarget } from './pipeline/describe-target.ts'
import { Destinations } from './pipeline/destinations.ts'
import { MetricPipeline } from './pipeline/metric-pipeline.ts'
import { OwnerLink } from './pipeline/owner-link.ts'
import { SpanPipelines } from './pipeline/span-pipelines.ts'
import { createExposition } from './prometheus/create-exposition.ts'
import { Reporter } from './report/reporter.ts'
import { AppSources } from './sources/app-sources.ts'
import { SourceReading } from './sources/source-reading.ts'
import { Serving } from './serving.ts'
import { SpanStore } from './spans/span-store.ts'

/** Values are read this often; a page that is watched shows nothing older. */
const READ_MS = 1000
const SHOW_MS = 2000
/** Errors of other libraries are given their groups this often, a few at a time. */
const GROUP_MS = 50
/** The hub's observables are taken, and rates marked, this often. */
const OBSERVE_MS = 5000
/** A foreign process that sent nothing for this long is taken for gone. */
const EXPIRE_MS = 300_000
/** What is kept of the time of a flush for the way back to the application. */
const RETURN_MS = 100
/** What is kept of it for the disk. */
const DISK_MS = 500

/**
 * The hub: reads what the application records, takes OTLP from others, keeps the latest, serves the page, and
 * forwards. It wires its parts and does nothing itself.
 */
export class Hub {
  readonly #id = randomUUID()
  readonly #start: HubStart
  readonly #control: ControlBlock
  readonly #series = new SeriesStore()
  readonly #spans = new SpanStore()
  readonly #errorGroups = new ErrorGroups(this.#series)
  readonly #exposition = createExposition(this.#series)
  readonly #destinations: Destinations
  readonly #spanPipelines: SpanPipelines
  readonly #metricPipeline: MetricPipeline
  readonly #ownMetrics: OwnMetrics
  readonly #sources: AppSources
  readonly #reading: SourceReading
  readonly #reporter: Reporter
  readonly #health: HubHealth
  readonly #attachments: Attachments
  readonly #ingest: Ingest
  readonly #serving: Serving
  readonly #history: OwnedHistory
  readonly #onAddress: (url: string | null) => void
  #configuration: HubConfiguration
  #stopBeat: () => void = () => {}

  /** @param onAddress - Told where the page is, whenever that changes. */
  constructor(start: HubStart, onAddress: (url: string | null) => void) {
    const { configuration, sources, version } = start
    this.#start = start
    this.#configuration = configuration
    this.#onAddress = onAddress
    const main = sources[0]
    this.#control = new ControlBlock('hub', main?.control)
    const dir = openMonitoringDir(configuration.monitoringDir)
    const resource = createResource(toAttributes(start.resource))
    this.#history = new OwnedHistory(dir, configuration.history, (history) =>
      this.#errorGroups.useHistory(history),
    )
    this.#spans.watch((span) => this.#errorGroups.take(span))
    this.#spans.watch((span) => this.#health.takeSpan(span))
    this.#destinations = new Destinations(this.#control)
    this.#openCollector(dir)
    this.#spanPipelines = new SpanPipelines(this.#spans, this.#destinations, configuration.spanBatch)
    this.#metricPipeline = new MetricPipeline({
      store: this.#series,
      resource,
      control: this.#control,
      destinations: this.#destinations,
      refusedSeries: () => this.#reading.refusedSeries,
    })
    this.#health = new HubHealth({
      series: this.#series,
      serviceName: String(start.resource['service.name'] ?? ''),
      monitoringDir: dir ?? configuration.monitoringDir,
      configuration: () => this.#configuration,
      loop: () => (main === undefined ? null : this.#reporter),
    })
    this.#reporter = new Reporter({
      series: this.#series,
      spans: this.#spans,
      errorGroups: this.#errorGroups,
      control: this.#control,
      hasApplication: main !== undefined,
      info: {
        serviceName: String(start.resource['service.name'] ?? ''),
        hubVersion: version,
        monitoringDir: configuration.monitoringDir,
        forwardsTo: describeTarget(configuration),
      },
      processes: () => this.#attachments.size + 1,
      health: this.#health,
    })
    this.#ownMetrics = new OwnMetrics(this.#control, () => this.#reporter.lagSeconds)
    this.#health.addTo(this.#ownMetrics)
    this.#reading = new SourceReading(this.#series, resource, this.#control, this.#spanPipelines, (source) =>
      this.#sources.remove(source),
    )
    this.#reading.addOwn(this.#ownMetrics.reader)
    this.#sources = new AppSources(resource, (source) => this.#reading.add(source))
    this.#attachments = new Attachments((hello) => this.#forget(hello))
    this.#ingest = new Ingest({
      spans: this.#spans,
      series: this.#series,
      control: this.#control,
      collector: () => this.#destinations.collector,
    })
    this.#serving = new Serving({
      dir,
      dashboard: configuration.dashboard,
      hello: { hubId: this.#id, pid: process.pid, resource: start.resource },
      source: this.#createSource(),
      onRole: (role) => this.#takeRole(role),
    })
    for (const share of sources) this.#sources.take({ type: 'source', share })
    for (const announcement of start.announcements) this.#sources.take(announcement)
  }

  /** Starts to work; resolves when the page is served, by this hub or by the one that it attached to. */
  async run(): Promise<void> {
    this.#control.beatHub()
    this.#sources.start()
    this.#stopBeat = startBeat(
      () => this.#pulse(),
      [
        { everyMs: READ_MS, run: () => this.#read() },
        { everyMs: GROUP_MS, run: () => this.#errorGroups.work() },
        { everyMs: SHOW_MS, run: () => this.#metricPipeline.show() },
        { everyMs: OBSERVE_MS, run: () => this.#observe() },
        { everyMs: this.#configuration.metricExportIntervalMs, run: () => this.#metricPipeline.export() },
      ],
    )
    this.#observe()
    if (this.#start.ending) await this.#serving.join()
    this.#control.hubState = HUB_STATE.running
    if (!this.#start.ending) await this.#serving.start()
  }

  take(announcement: SourceAnnouncement): void {
    this.#sources.take(announcement)
  }

  /** Takes a changed configuration; another address of the page is bound at once. */
  async configure(configuration: HubConfiguration): Promise<void> {
    this.#configuration = configuration
    this.#history.configure(configuration.history)
    await this.#serving.configure(configuration.dashboard)
  }

  data(): MonitoringData {
    this.#reading.readAll()
    this.#errorGroups.observe(Date.now())
    return this.#reporter.data()
  }

  health(): HealthReport {
    this.#reading.readAll()
    return this.#health.report(Date.now())
  }

  /** Delivers or spools everything recorded so far. */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs - RETURN_MS
    await this.#serving.settled
    await this.#ownMetrics.observe()
    await this.#reading.readOn(deadline - DISK_MS)
    this.#spanPipelines.ship()
    this.#metricPipeline.export()
    this.#metricPipeline.show()
    await this.#destinations.flush(deadline - performance.now())
  }

  /**
   * The last flush: after it, what was read and could not be delivered lies in the spool. What the ring still
   * holds, because there was no room or time for it, is the application's to keep.
   */
  async end(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs - RETURN_MS
    await this.#serving.settled
    // Its callbacks are synchronous: what was dropped so far is told with the last values.
    void this.#ownMetrics.observe()
    await this.#reading.readOn(deadline - DISK_MS)
    this.#errorGroups.observe(Date.now())
    this.#rememberBriefly()
    this.#spanPipelines.ship()
    this.#metricPipeline.end(Date.now())
    await this.#destinations.flush(deadline - performance.now())
    await this.#destinations.close()
    this.#history.close()
    await this.#serving.stop()
  }

  /** Stops everything after {@link end}. */
  async close(): Promise<void> {
    this.#stopBeat()
    this.#health.reportMachine(false)
    this.#sources.stop()
    await this.#serving.close()
    this.#control.hubState = HUB_STATE.closed
  }

  /** What a process tells that ended before anybody could own its folder is remembered all the same. */
  #rememberBriefly(): void {
    if (this.#start.ending && this.#errorGroups.hasUnsaved && this.#serving.hold()) this.#history.open()
  }

  #read(): void {
    this.#reading.readSeries()
    this.#errorGroups.observe(Date.now())
    this.#errorGroups.save()
  }

  #pulse(): void {
    this.#control.beatHub()
    if (this.#serving.isSettled && this.#reading.readSpans() === 'more') setImmediate(() => this.#pulse())
  }

  #openCollector(dir: string | null): void {
    const { forward } = this.#configuration
    if (forward === null) return
    try {
      this.#destinations.collector = new Collector({
        forward,
        hubId: this.#id,
        spoolDir: dir === null ? null : join(dir, SPOOL_FOLDER),
        control: this.#control,
      })
    } catch (error) {
      writeLogLine(`telemetry is not forwarded: ${error instanceof Error ? error.message : String(error)}`)
    }
    this.#control.hasDestination = this.#destinations.isOpen
  }

  #observe(): void {
    void this.#ownMetrics.observe()
    this.#reporter.observe(Date.now())
    expireSeries(this.#series, Date.now() - EXPIRE_MS)
    this.#history.expire()
  }

  #takeRole(role: Role): void {
    const previous = this.#destinations.owner
    const { token } = this.#configuration.dashboard
    this.#destinations.owner = role.kind === 'attached' ? new OwnerLink(role.owner, this.#id, token) : null
    this.#control.hasDestination = this.#destinations.isOpen
    this.#metricPipeline.showAll()
    if (role.kind !== 'attached') this.#ownMetrics.reportHost()
    if (role.kind === 'owner') this.#history.open()
    else this.#history.close()
    this.#health.reportMachine(role.kind !== 'attached')
    this.#onAddress(role.kind === 'owner' ? role.file.url : null)
    void previous?.close()
  }

  /** A process that was attached has gone: its series end, its open spans will not. */
  #forget({ resource }: AttachmentHello): void {
    this.#metricPipeline.endOther(createResource(toAttributes(resource)), Date.now())
    const instance = resource['service.instance.id']
    this.#spans.dropOpen((span) => span.resource.attributes['service.instance.id'] === instance)
  }

  #createSource(): DashboardSource {
    return {
      hubId: this.#id,
      data: () => this.data(),
      health: () => this.health(),
      metrics: (accept) => {
        this.#reading.readSeries()
        return this.#exposition.answer(accept)
      },
      ingest: (signal, contentType, body, headers) => {
        const sender = headers.get(ATTACHMENT_HEADER)
        const attached = this.#attachments.has(sender)
        return this.#ingest.take({
          signal,
          contentType,
          body,
          attached,
          source: attached ? (sender ?? '') : '',
        })
      },
      attach: (request: AttachRequest) => this.#attachments.accept(request),
      alive: () => !this.#reporter.blocked,
      failing: () => {
        this.#reading.readSeries()
        return this.#health.failing(Date.now())
      },
    }
  }
}
