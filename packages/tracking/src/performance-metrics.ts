import {
  ATTR_CUSTOM_METRIC_NAME,
  ignored,
  isAmount,
  MAX_ATTRIBUTE_VALUES,
  METRIC_CUSTOM,
  OTHER_VALUE,
} from '@cryo/conventions'
import { toTelemetryName } from '@cryo/conventions/redaction'
import { gauge } from '@cryo/instruments'

import { findSeries } from './operation-series.ts'
import { formatPerformance } from './performance-report.ts'
import type { PerformanceSnapshot } from './performance-snapshot.ts'
import { TotalsAccumulator } from './performance-totals.ts'

const custom = gauge(METRIC_CUSTOM)

/**
 * Adds up operations that the application measures itself, and sends them as `cryo.operation.*` and `cryo.custom`.
 *
 * No method throws; a measurement that is no finite number, or a time or count below zero, is ignored and counted.
 *
 * @example
 * const metrics = new PerformanceMetrics()
 * metrics.recordOperation('screen', true, 1.25, 500)
 * metrics.recordCustomMetric('bath_temperature', -196)
 * metrics.getMetrics().operations.screen.itemsPerSecond // 400
 */
export class PerformanceMetrics {
  readonly #operations = new Map<string, TotalsAccumulator>()
  readonly #custom = new Map<string, number>()
  #since = new Date()

  /**
   * Records one operation of kind `operation`.
   *
   * @param executionTimeSeconds - How long it took.
   */
  recordOperation(type: string, success: boolean, executionTimeSeconds: number, itemsProcessed = 0): void {
    if (!isAmount(executionTimeSeconds)) return
    const items = isAmount(itemsProcessed) ? itemsProcessed : 0
    const name = toBoundedKey(this.#operations, toTelemetryName(type))
    let totals = this.#operations.get(name)
    if (totals === undefined) this.#operations.set(name, (totals = new TotalsAccumulator()))
    totals.add(success, executionTimeSeconds, items)
    try {
      const series = findSeries(type, 'operation')
      const duration = success ? series.success : series.failure(undefined)
      duration.record(executionTimeSeconds)
      if (items > 0) series.items.add(items)
    } catch {
      ignored.internal++
    }
  }

  /** Records the latest value of a quantity of the application's own; it may be negative. */
  recordCustomMetric(name: string, value: number): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      ignored.values++
      return
    }
    const key = toBoundedKey(this.#custom, toTelemetryName(name))
    this.#custom.set(key, value)
    try {
      custom.record(value, { [ATTR_CUSTOM_METRIC_NAME]: key })
    } catch {
      ignored.internal++
    }
  }

  /** Reads the totals of this object: a copy, which later calls do not change. */
  getMetrics(): PerformanceSnapshot {
    const operations = [...this.#operations].map(([name, totals]) => [name, totals.read()] as const)
    return {
      since: new Date(this.#since),
      operations: Object.fromEntries(operations),
      custom: Object.fromEntries(this.#custom),
    }
  }

  /** Makes a table of {@link PerformanceMetrics.getMetrics} for people to read. */
  generateReport(): string {
    return formatPerformance(this.getMetrics())
  }

  /** Starts the totals of this object anew; what was sent as metrics stays. */
  reset(): void {
    this.#operations.clear()
    this.#custom.clear()
    this.#since = new Date()
  }
}

/** The key itself while there is room for it in a map, else the one that takes all the rest. */
function toBoundedKey(map: ReadonlyMap<string, unknown>, key: string): string {
  return map.has(key) || map.size < MAX_ATTRIBUTE_VALUES ? key : OTHER_VALUE
}
