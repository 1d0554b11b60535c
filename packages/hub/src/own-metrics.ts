import {
  ATTR_DROP_REASON,
  ATTR_SIGNAL,
  DROP_REASONS,
  METRIC_HUB_ITEMS_DELIVERED,
  METRIC_HUB_ITEMS_DROPPED,
  METRIC_HUB_ITEMS_PRODUCED,
  METRIC_HUB_ITEMS_SPOOLED,
  METRIC_HUB_LOOP_LAG,
  METRIC_PROCESS_UPTIME,
  SCOPE_NAME,
  SIGNALS,
} from '@cryo/conventions'
import type { MetricDefinition } from '@cryo/conventions'
import { createAccumulator, createMeterProvider } from '@cryo/instruments/accumulator'
import type { Accumulator } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import type { SeriesReader } from '@cryo/instruments/reader'
import type { ControlBlock } from '@cryo/protocol'
import type { MeterProvider, ObservableCallback } from '@opentelemetry/api'
import { HostMetrics } from '@opentelemetry/host-metrics'

// The groups that need no child process; the others run eleven for each collection.
const PROCESS_GROUPS = ['process.cpu', 'process.memory']
const HOST_GROUPS = ['system.cpu', 'system.memory']

/** What the hub measures itself: the machine, the process, and its own account of what it took and lost. */
export class OwnMetrics {
  readonly reader: SeriesReader = createSeriesReader()
  readonly #accumulator: Accumulator
  readonly #provider: MeterProvider
  #reportsHost = false

  constructor(control: ControlBlock, lagSeconds: () => number) {
    this.#accumulator = createAccumulator({ sink: this.reader })
    this.#provider = createMeterProvider(this.#accumulator)
    const meter = this.#provider.getMeter(SCOPE_NAME)
    meter
      .createObservableCounter(METRIC_HUB_ITEMS_PRODUCED.name, METRIC_HUB_ITEMS_PRODUCED)
      .addCallback((result) => {
        for (const signal of SIGNALS)
          result.observe(control.counted(signal, 'produced'), { [ATTR_SIGNAL]: signal })
      })
    meter
      .createObservableCounter(METRIC_HUB_ITEMS_DELIVERED.name, METRIC_HUB_ITEMS_DELIVERED)
      .addCallback((result) => {
        for (const signal of SIGNALS)
          result.observe(control.counted(signal, 'delivered'), { [ATTR_SIGNAL]: signal })
      })
    meter
      .createObservableCounter(METRIC_HUB_ITEMS_DROPPED.name, METRIC_HUB_ITEMS_DROPPED)
      .addCallback((result) => {
        for (const signal of SIGNALS) {
          for (const reason of DROP_REASONS) {
            result.observe(control.counted(signal, reason), {
              [ATTR_SIGNAL]: signal,
              [ATTR_DROP_REASON]: reason,
            })
          }
        }
      })
    meter
      .createObservableGauge(METRIC_HUB_ITEMS_SPOOLED.name, METRIC_HUB_ITEMS_SPOOLED)
      .addCallback((result) => {
        for (const signal of SIGNALS)
          result.observe(control.counted(signal, 'spooled'), { [ATTR_SIGNAL]: signal })
      })
    meter
      .createObservableGauge(METRIC_HUB_LOOP_LAG.name, METRIC_HUB_LOOP_LAG)
      .addCallback((result) => result.observe(lagSeconds()))
    meter
      .createObservableGauge(METRIC_PROCESS_UPTIME.name, METRIC_PROCESS_UPTIME)
      .addCallback((result) => result.observe(process.uptime()))
    new HostMetrics({ meterProvider: this.#provider, metricGroups: PROCESS_GROUPS }).start()
  }

  /** Reports the machine too; one process of a machine does, the owner of the page. */
  reportHost(): void {
    if (this.#reportsHost) return
    this.#reportsHost = true
    new HostMetrics({ meterProvider: this.#provider, metricGroups: HOST_GROUPS }).start()
  }

  /** Adds a gauge of another part of the hub: `read` tells the values of now; a series left out ends. */
  addGauge(definition: MetricDefinition, read: ObservableCallback): void {
    this.#provider.getMeter(SCOPE_NAME).createObservableGauge(definition.name, definition).addCallback(read)
  }

  /** Adds a counter of another part of the hub, as {@link addGauge}. */
  addCounter(definition: MetricDefinition, read: ObservableCallback): void {
    this.#provider.getMeter(SCOPE_NAME).createObservableCounter(definition.name, definition).addCallback(read)
  }

  /** Takes the values of now. */
  observe(): Promise<void> {
    return this.#accumulator.observe()
  }
}
