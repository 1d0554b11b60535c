import { randomUUID } from 'node:crypto'

import { ControlBlock, HUB_STATE } from '@cryo/protocol'
import type {
  HealthReport,
  HubConfiguration,
  HubStart,
  HubNews,
  MonitoringData,
  SourceAnnouncement,
} from '@cryo/protocol'

import type { HubAlerts } from './alerts/hub-alerts.ts'
import { WebhookToken } from './alerts/webhook-token.ts'
import { flush, flushLast, type FlushedParts } from './flush.ts'
import { OwnedHistory } from './history/owned-history.ts'
import { HubWork, type WorkingParts } from './hub-work.ts'
import { createDashboardSource } from './dashboard-source.ts'
import { Ingest } from './ingest.ts'
import { Insights } from './insights.ts'
import { SeriesStore } from './metrics/series-store.ts'
import { openMonitoringDir } from './monitoring-dir.ts'
import { toAttributes } from './otlp/attributes.ts'
import { createResource } from './otlp/resource.ts'
import { OwnMetrics } from './own-metrics.ts'
import { Peers } from './peers.ts'
import { type AttachmentHello, createHello } from './ownership/attachment-client.ts'
import { type Role, urlOf } from './ownership/ownership.ts'
import { Destinations } from './pipeline/destinations.ts'
import { MetricPipeline } from './pipeline/metric-pipeline.ts'
import { openCollector } from './pipeline/open-collector.ts'
import { OwnerLink } from './pipeline/owner-link.ts'
import { SpanPipelines } from './pipeline/span-pipelines.ts'
import { createQueries } from './query/create-queries.ts'
import { TracesApi } from './query/traces-api.ts'
import { createExposition } from './prometheus/create-exposition.ts'
import { describeHub } from './report/describe-hub.ts'
import { Reporter } from './report/reporter.ts'
import { RECORD_MS, startRhythm } from './rhythm.ts'
import { OwnedRules } from './rules/owned-rules.ts'
import { AppSources } from './sources/app-sources.ts'
import { SourceReading } from './sources/source-reading.ts'
import { Serving } from './serving.ts'
import { SpanStore } from './spans/span-store.ts'

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
  readonly #destinations: Destinations
  readonly #spanPipelines: SpanPipelines
  readonly #metricPipeline: MetricPipeline
  readonly #ownMetrics: OwnMetrics
  readonly #sources: AppSources
  readonly #reading: SourceReading
  readonly #reporter: Reporter
  readonly #insights: Insights
  readonly #peers: Peers
  readonly #serving: Serving
  readonly #history: OwnedHistory
  readonly #rules: OwnedRules
  readonly #parts: FlushedParts & WorkingParts
  readonly #work: HubWork
  readonly #tell: (message: HubNews) => void
  #configuration: HubConfiguration
  #stopBeat: () => void = () => {}

  /** @param tell - Told where the page is, when that changes, and what earlier runs of jobs took. */
  constructor(start: HubStart, tell: (message: HubNews) => void) {
    const { configuration, sources } = start
    this.#start = start
    this.#configuration = configuration
    this.#tell = tell
    const main = sources[0]
    this.#control = new ControlBlock('hub', main?.control)
    const dir = openMonitoringDir(configuration.monitoringDir)
    const resource = createResource(toAttributes(start.resource))
    const hello = createHello(this.#id, start)
    this.#insights = new Insights(
      {
        series: this.#series,
        serviceName: describeHub(start).serviceName,
        monitoringDir: dir ?? configuration.monitoringDir,
        configuration: () => this.#configuration,
        loop: () => (main === undefined ? null : this.#reporter),
        instance: this.#id,
        heardMs: (source) => this.#peers.heardMs(source),
        isOurs: (instance) => this.#peers.has(instance),
      },
      {
        hello,
        configuration,
        tell,
        tellOwner: (message) => this.#serving.tellOwner(message),
        tellAttached: (hubId, message) => this.#peers.attachments.send(hubId, message),
      },
    )
    this.#history = new OwnedHistory(dir, configuration.history, this.#series, (history) =>
      this.#insights.useHistory(history),
    )
    this.#rules = new OwnedRules({
      configuration,
      series: () => this.#history.series.series,
      alerts: this.alerts,
      intervalMs: RECORD_MS,
    })
    this.#spans.watch((span) => this.#insights.takeSpan(span))
    this.#spans.watch((span) => this.#history.traces.take(span))
    this.#destinations = new Destinations(this.#control)
    const { forward } = configuration
    this.#destinations.collector = openCollector({ forward, hubId: this.#id, dir, control: this.#control })
    this.#control.hasDestination = this.#destinations.isOpen
    this.#spanPipelines = new SpanPipelines(this.#spans, this.#destinations, configuration.spanBatch)
    this.#metricPipeline = new MetricPipeline({
      store: this.#series,
      resource,
      control: this.#control,
      destinations: this.#destinations,
      refusedSeries: () => this.#reading.refusedSeries,
      toldResources: () => this.#insights.jobs.toldResources,
    })
    this.#reporter = new Reporter({
      series: this.#series,
      spans: this.#spans,
      control: this.#control,
      hasApplication: main !== undefined,
      info: describeHub(start),
      processes: () => this.#peers.attachments.size + 1,
      insights: this.#insights,
    })
    this.#ownMetrics = new OwnMetrics(this.#control, () => this.#reporter.lagSeconds)
    this.#insights.addTo(this.#ownMetrics)
    this.#history.series.addTo(this.#ownMetrics)
    this.#reading = new SourceReading(this.#series, resource, this.#control, this.#spanPipelines, {
      onRead: (timeMs) => this.#insights.jobs.observe(timeMs),
      onEnd: (source) => this.#sources.remove(source),
    })
    this.#reading.addOwn(this.#ownMetrics.reader)
    this.#sources = new AppSources(resource, (source) => this.#reading.add(source))
    this.#peers = new Peers({
      insights: this.#insights,
      resource: start.resource,
      tell,
      onGone: (gone) => this.#forget(gone),
    })
    const webhookToken = new WebhookToken(dir)
    this.#serving = new Serving({
      dir,
      dashboard: configuration.dashboard,
      hello,
      webhookToken: () => webhookToken.find(this.#configuration.alertmanager),
      source: createDashboardSource({
        hubId: this.#id,
        data: () => this.data(),
        health: () => this.health(),
        reading: this.#reading,
        exposition: createExposition(this.#series),
        queries: createQueries(this.#series, this.#history.series, this.#rules),
        traces: new TracesApi(this.#history.traces),
        ingest: new Ingest({
          spans: this.#spans,
          series: this.#series,
          control: this.#control,
          watcher: this.#history.series.recorder,
          collector: () => this.#destinations.collector,
          onMetrics: (isAttached) => this.#insights.jobs.observeSoon(Date.now(), isAttached),
        }),
        attachments: this.#peers.attachments,
        alerts: this.#insights.alerts,
        errorGroups: this.#insights.errorGroups,
        isAlive: () => !this.#reporter.blocked,
        failing: () => this.#insights.health.failing(Date.now()),
      }),
      onRole: (role) => this.#takeRole(role),
      onMessage: (message) => this.#peers.takeFromOwner(message),
    })
    this.#parts = {
      control: this.#control,
      series: this.#series,
      reporter: this.#reporter,
      peers: this.#peers,
      rules: this.#rules,
      serving: this.#serving,
      ownMetrics: this.#ownMetrics,
      reading: this.#reading,
      insights: this.#insights,
      history: this.#history,
      spanPipelines: this.#spanPipelines,
      metricPipeline: this.#metricPipeline,
      destinations: this.#destinations,
    }
    this.#work = new HubWork(this.#parts)
    const shares = sources.map((share): SourceAnnouncement => ({ type: 'source', share }))
    for (const announcement of [...shares, ...start.announcements]) this.take(announcement)
  }

  /** Starts to work; resolves when the page is served, by this hub or by the one that it attached to. */
  async run(): Promise<void> {
    this.#control.beatHub()
    this.#sources.start()
    this.#stopBeat = startRhythm(this.#configuration.metricExportIntervalMs, this.#work)
    this.#work.observe()
    if (this.#start.ending) await this.#serving.join()
    this.#control.hubState = HUB_STATE.running
    if (!this.#start.ending) await this.#serving.start()
  }

  /** What it knows of alerts. */
  get alerts(): HubAlerts {
    return this.#insights.alerts
  }

  take(announcement: SourceAnnouncement): void {
    this.#sources.take(announcement)
  }

  /** Takes a changed configuration; another address of the page is bound at once. */
  async configure(configuration: HubConfiguration): Promise<void> {
    this.#configuration = configuration
    this.#history.configure(configuration.history)
    this.alerts.configure(configuration)
    this.#rules.configure(configuration)
    await this.#serving.configure(configuration.dashboard)
  }

  data(): MonitoringData {
    this.#reading.readAll()
    this.#insights.errorGroups.observe(Date.now())
    return this.#reporter.data()
  }

  health(): HealthReport {
    this.#reading.readAll()
    return this.#insights.health.report(Date.now())
  }

  /** Delivers or spools everything recorded so far. */
  flush(timeoutMs: number): Promise<void> {
    return flush(this.#parts, timeoutMs)
  }

  /** The last flush: after it, nothing is delivered any more. */
  end(timeoutMs: number): Promise<void> {
    return flushLast(this.#parts, timeoutMs, this.#start.ending)
  }

  /** Stops everything after {@link end}. */
  async close(): Promise<void> {
    this.#stopBeat()
    this.#insights.health.reportMachine(false)
    this.#sources.stop()
    await this.#serving.close()
    this.#control.hubState = HUB_STATE.closed
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
    this.#insights.speakForAll(role.kind !== 'attached')
    this.alerts.attach(role.kind === 'attached')
    this.#tell({ type: 'address', url: urlOf(role), isOwn: role.kind === 'owner' })
    void previous?.close()
  }

  /** A process that was attached has gone: its series end, its open spans will not. */
  #forget({ resource }: AttachmentHello): void {
    this.#metricPipeline.endOther(createResource(toAttributes(resource)), Date.now())
    const instance = resource['service.instance.id']
    this.#spans.dropOpen((span) => span.resource.attributes['service.instance.id'] === instance)
  }
}
