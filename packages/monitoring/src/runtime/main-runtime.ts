import { join } from 'node:path'
import { setEnvironmentData } from 'node:worker_threads'

import { SCOPE_NAME } from '@cryo/conventions'
import { configureRedaction, recordError } from '@cryo/errors'
import { useAccumulator } from '@cryo/instruments/accumulator'
import { HUB_STATE, SPOOL_FOLDER, writeLogLine } from '@cryo/protocol'
import type { SourceAnnouncement } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { ConfigurationError } from '../configuration/configuration-error.ts'
import { diffConfiguration } from '../configuration/diff-configuration.ts'
import { createResourceAttributes } from '../configuration/resource.ts'
import { handOver } from '../hub-link/hand-over.ts'
import { HubClient } from '../hub-link/hub-client.ts'
import { writeLastBatch } from '../hub-link/last-batch.ts'
import { watchProcessEnd } from '../hub-link/process-end.ts'
import { startOnDemand } from '../on-demand/start-on-demand.ts'
import type { StopOnDemand } from '../on-demand/start-on-demand.ts'
import { RuntimeMetrics } from '../runtime-metrics.ts'
import { exportThresholds } from './export-thresholds.ts'
import { toHubConfiguration } from './hub-configuration.ts'
import { createRecording, recallAnnouncements, shareRecording } from './recording.ts'
import type { Recording } from './recording.ts'
import { startTelemetry } from './telemetry.ts'
import type { Telemetry } from './telemetry.ts'
import { MAIN_THREAD_DATA } from './thread-runtime.ts'
import { startTick } from './tick.ts'
import { VERSION } from './version.ts'

const MAIN_SOURCE = 0

/**
 * Monitoring of a process: what its main thread records into, and the hub that does everything else.
 */
export class MainRuntime {
  #configuration: Configuration
  readonly recording: Recording
  readonly hub: HubClient
  readonly #telemetry: Telemetry
  readonly #unwatch: () => void
  #stopTick: () => void = () => {}
  #runtimeMetrics: RuntimeMetrics | null = null
  #onDemand: Promise<StopOnDemand> | null = null
  #spawnSoon: NodeJS.Immediate | null = null
  #ending = false
  #address: string | null = null

  constructor(configuration: Configuration) {
    this.#configuration = configuration
    this.recording = createRecording(MAIN_SOURCE, (announcement) => this.#announce(announcement))
    this.hub = new HubClient({
      control: this.recording.control,
      entry: new URL('./hub-worker.js', import.meta.url),
      start: (restarts) => ({
        configuration: toHubConfiguration(this.#configuration),
        resource: createResourceAttributes(this.#configuration),
        sources: [shareRecording(this.recording)],
        announcements: recallAnnouncements(this.recording),
        version: VERSION,
        restarts,
        ending: this.#ending,
      }),
      onAddress: (url) => this.#announceAddress(url),
    })
    configureRedaction(configuration.redact)
    useAccumulator(this.recording.metrics)
    this.#telemetry = startTelemetry(this.recording, configuration)
    // Worker threads of the application find out that their telemetry has somewhere to go.
    setEnvironmentData(MAIN_THREAD_DATA, true)
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
    this.#configuration = configuration
  }

  /** Delivers or spools everything recorded so far; resolves when that is done. */
  async flush(timeoutMs: number): Promise<void> {
    await this.recording.metrics.observe()
    await this.hub.ask('flush', { timeoutMs })
  }

  /** Ends monitoring of this process after a last flush. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#spawnSoon !== null) clearImmediate(this.#spawnSoon)
    this.#stopTick()
    this.#runtimeMetrics?.stop()
    this.#telemetry.stop()
    this.#unwatch()
    await (await this.#onDemand)?.()
    try {
      if (this.hub.running) await this.hub.ask('stop', { timeoutMs })
    } finally {
      await this.hub.stop()
      useAccumulator(null)
    }
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
      void this.recording.metrics.observe()
    })
  }

  #watchEnd(): () => void {
    const onException = (error: unknown): void => recordError(error)
    process.on('uncaughtExceptionMonitor', onException)
    const unwatch = watchProcessEnd(() => this.#handOver())
    return () => {
      process.removeListener('uncaughtExceptionMonitor', onException)
      unwatch()
    }
  }

  #handOver(): void {
    this.#ending = true
    const { control, ring, encoder } = this.recording
    handOver({
      control,
      hub: this.hub,
      needsHub: () => this.#configuration.otel.forward !== null,
      spool: () =>
        writeLastBatch({
          spoolDir: join(this.#configuration.monitoringDir, SPOOL_FOLDER),
          control,
          ring,
          strings: encoder.table.strings,
          resource: createResourceAttributes(this.#configuration),
        }),
    })
    control.hubState = HUB_STATE.closed
  }

  #announce(announcement: SourceAnnouncement): void {
    this.hub.post(announcement)
  }

  #announceAddress(url: string | null): void {
    this.#address = url
    if (url === null) return
    const expected = `:${this.#configuration.dashboard.port}/`
    // Where it is expected to be it goes without saying, except to a person who looks.
    if (process.stderr.isTTY || !url.includes(expected)) writeLogLine(`page of ${SCOPE_NAME}: ${url}`)
  }
}
