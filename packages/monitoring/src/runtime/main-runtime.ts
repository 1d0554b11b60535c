import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setEnvironmentData } from 'node:worker_threads'

import { watchAlertHandlers } from '@cryo/alerts'
import { SCOPE_NAME, watchProcessEnd } from '@cryo/conventions'
import { configureRedaction, getSeenErrors, recordError } from '@cryo/errors'
import { useAccumulator } from '@cryo/instruments/accumulator'
import { HUB_FILE, HUB_STATE, readSharedClockMs, SPOOL_FOLDER, writeLogLine } from '@cryo/protocol'
import type { AlertDelivery, HubStart, SourceAnnouncement } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { ConfigurationError } from '@cryo/conventions/configuration'
import { diffConfiguration } from '../configuration/diff-configuration.ts'
import { createResourceAttributes } from '../configuration/resource.ts'
import { countLost } from '../hub-link/count-lost.ts'
import { findHubEntry } from '../hub-link/find-hub-entry.ts'
import { handOver } from '../hub-link/hand-over.ts'
import { HubClient } from '../hub-link/hub-client.ts'
import { LastBatches } from '../hub-link/last-batches.ts'
import { ThreadSources } from '../hub-link/thread-sources.ts'
import { startOnDemand } from '../on-demand/start-on-demand.ts'
import type { StopOnDemand } from '../on-demand/start-on-demand.ts'
import { RuntimeMetrics } from '../runtime-metrics.ts'
import { sampleRoutes } from '../applications/known-applications.ts'
import { AlertDeliveries } from './alert-deliveries.ts'
import { exportThresholds } from './export-thresholds.ts'
import { applyHealthSettings } from './health-settings.ts'
import { toHubConfiguration } from './hub-configuration.ts'
import { learnPriorPaces } from './learn-prior-paces.ts'
import { createRecording, hasRecorded, recallAnnouncements, shareRecording, toBatch } from './recording.ts'
import type { Recording } from './recording.ts'
import { startTelemetry } from './telemetry.ts'
import type { Telemetry } from './telemetry.ts'
import { MAIN_THREAD_DATA } from './thread-runtime.ts'
import { startTick } from './tick.ts'
import { VERSION } from './version.ts'

const MAIN_SOURCE = 0
/** What a last flush may take, whoever asks for it. */
const FLUSH_LIMIT_MS = 2000

/**
 * Monitoring of a process: what its main thread records into, and the hub that does everything else.
 */
export class MainRuntime {
  #configuration: Configuration
  readonly recording: Recording
  readonly hub: HubClient
  readonly #threads: ThreadSources
  readonly #alerts = new AlertDeliveries()
  readonly #telemetry: Telemetry
  readonly #unwatch: () => void
  #stopTick: () => void = () => {}
  #runtimeMetrics: RuntimeMetrics | null = null
  #onDemand: Promise<StopOnDemand> | null = null
  #spawnSoon: NodeJS.Immediate | null = null
  #alertHandlers = 0
  #ending = false
  #address: string | null = null

  constructor(configuration: Configuration) {
    this.#configuration = configuration
    const announce = (announcement: SourceAnnouncement): void => this.hub.post(announcement)
    this.recording = createRecording(MAIN_SOURCE, announce)
    this.#threads = new ThreadSources(announce)
    this.hub = new HubClient({
      control: this.recording.control,
      entry: findHubEntry,
      start: (restarts) => this.#startOf(restarts),
      onAddress: (url, isOwn) => this.#announceAddress(url, isOwn),
      onAlert: (delivery) => void this.#handle(delivery),
      onPriorPaces: learnPriorPaces,
    })
    configureRedaction(configuration.redact)
    applyHealthSettings(configuration)
    useAccumulator(this.recording.metrics)
    this.#telemetry = startTelemetry(this.recording, configuration)
    // Worker threads of the application find out that their telemetry has somewhere to go.
    setEnvironmentData(MAIN_THREAD_DATA, true)
    watchAlertHandlers((count) => {
      this.#alertHandlers = count
      this.hub.post({ type: 'alertHandlers', count })
    })
    this.#unwatch = this.#watchEnd()
    // After the application's first synchronous stretch, so that startMonitoring in it can still configure.
    this.#spawnSoon = setImmediate(() => this.#begin())
    this.#spawnSoon.unref()
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  /** Address of the page; `null` until the hub has said it. */
  get address(): string | null {
    return this.#address
  }

  /**
   * Takes a changed configuration; a hub that runs already is told.
   *
   * @throws ConfigurationError where something changed that cannot change once the hub has started.
   */
  configure(configuration: Configuration): void {
    if (this.#spawnSoon === null) {
      const { changed, forbidden } = diffConfiguration(this.#configuration, configuration)
      if (forbidden.length > 0) throw new ConfigurationError(forbidden)
      if (changed.length === 0) return
      exportThresholds(configuration)
      this.hub.post({ type: 'configure', configuration: toHubConfiguration(configuration) })
    }
    configureRedaction(configuration.redact)
    applyHealthSettings(configuration)
    this.#configuration = configuration
  }

  /** Delivers or spools everything recorded so far; resolves when that is done. */
  async flush(timeoutMs: number): Promise<void> {
    const deadlineMs = readSharedClockMs() + timeoutMs
    await this.recording.metrics.observe()
    await this.hub.ask('flush', { deadlineMs }, timeoutMs)
  }

  /** Ends monitoring of this process after a last flush. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#spawnSoon !== null) clearImmediate(this.#spawnSoon)
    this.#stopTick()
    this.#runtimeMetrics?.stop()
    this.#telemetry.stop()
    this.#unwatch()
    watchAlertHandlers(null)
    await (
      await this.#onDemand
    )?.()
    setEnvironmentData(MAIN_THREAD_DATA, undefined)
    try {
      if (this.hub.running || this.#isAwaited()) {
        await this.hub.ask('stop', { deadlineMs: readSharedClockMs() + timeoutMs }, timeoutMs)
      }
    } catch {
      // Dead or stuck: the spool has to do.
    }
    this.#spool()
    this.#threads.stop()
    await this.hub.stop()
    useAccumulator(null)
  }

  #begin(): void {
    this.#spawnSoon = null
    exportThresholds(this.#configuration)
    for (const notice of this.#configuration.notices) writeLogLine(notice)
    this.hub.spawn()
    this.#runtimeMetrics = new RuntimeMetrics()
    this.#onDemand = startOnDemand(
      this.#configuration,
      this.recording.metrics,
      createResourceAttributes(this.#configuration),
    )
    this.#stopTick = startTick(this.recording, () => {
      this.#runtimeMetrics?.sample()
      this.#telemetry.sample()
      sampleRoutes()
      this.#threads.forgetRead()
      void this.recording.metrics.observe()
    })
  }

  async #handle(delivery: AlertDelivery): Promise<void> {
    const outcome = await this.#alerts.take(delivery)
    this.hub.post({ type: 'alertHandled', id: delivery.id, outcome })
  }

  #watchEnd(): () => void {
    const onException = (error: unknown): void => recordError(error)
    process.on('uncaughtExceptionMonitor', onException)
    const unwatch = watchProcessEnd('deliver', {
      end: () => this.#handOver(),
      flush: () => void this.flush(FLUSH_LIMIT_MS).catch(() => {}),
    })
    return () => {
      process.removeListener('uncaughtExceptionMonitor', onException)
      unwatch()
    }
  }

  #startOf(restarts: number): HubStart {
    if (restarts > 0) countLost(this.recording.control, this.recording.ring)
    const { shares, announcements } = this.#threads.recall()
    return {
      configuration: toHubConfiguration(this.#configuration),
      resource: createResourceAttributes(this.#configuration),
      sources: [shareRecording(this.recording), ...shares],
      announcements: [...recallAnnouncements(this.recording), ...announcements],
      alertHandlers: this.#alertHandlers,
      version: VERSION,
      ending: this.#ending,
    }
  }

  #handOver(): void {
    const { control, metrics } = this.recording
    this.#ending = true
    // What worker threads said while this one was busy goes to the hub before the request to end.
    this.#threads.receive()
    const isAwaited = this.#isAwaited()
    if (this.#spawnSoon !== null) exportThresholds(this.#configuration)
    this.#runtimeMetrics?.sample()
    void metrics.observe()
    handOver({ control, hub: this.hub, isAwaited })
    const lastBatches = this.#spool()
    // Spans that the application's own listeners end after this.
    this.recording.spans.end(() => lastBatches.write(toBatch(this.recording)))
    control.hubState = HUB_STATE.closed
  }

  /** Whether there is something for somebody: a collector, the owner of the page in another process, or the history. */
  #isAwaited(): boolean {
    const { monitoringDir, otel, dashboard } = this.#configuration
    const goesAnywhere =
      otel.forward !== null ||
      this.recording.control.hasDestination ||
      (dashboard.enabled && (getSeenErrors() > 0 || existsSync(join(monitoringDir, HUB_FILE))))
    return goesAnywhere && (hasRecorded(this.recording) || this.#threads.batches().length > 0)
  }

  /** Puts what no hub made safe where a later one finds it. */
  #spool(): LastBatches {
    const { monitoringDir, otel } = this.#configuration
    const lastBatches = new LastBatches({
      spoolDir: otel.forward?.traces === undefined ? null : join(monitoringDir, SPOOL_FOLDER),
      resource: createResourceAttributes(this.#configuration),
    })
    for (const batch of [toBatch(this.recording), ...this.#threads.batches()]) {
      batch.control.takeRing()
      lastBatches.write(batch)
    }
    return lastBatches
  }

  #announceAddress(url: string | null, isOwn: boolean): void {
    this.#address = url
    if (url === null || !isOwn) return
    const expected = `:${this.#configuration.dashboard.port}/`
    // Where it is expected to be it goes without saying, except to a person who looks.
    if (process.stderr.isTTY || !url.includes(expected)) writeLogLine(`page of ${SCOPE_NAME}: ${url}`)
  }
}
