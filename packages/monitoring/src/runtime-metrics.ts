import type { EventLoopUtilization, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

import {
  ATTR_EVENT_LOOP_STATE,
  ATTR_GC_TYPE,
  ATTR_HEAP_SPACE_NAME,
  METRIC_EVENT_LOOP_DELAY_MAX,
  METRIC_EVENT_LOOP_DELAY_MEAN,
  METRIC_EVENT_LOOP_DELAY_MIN,
  METRIC_EVENT_LOOP_DELAY_P50,
  METRIC_EVENT_LOOP_DELAY_P90,
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_EVENT_LOOP_DELAY_STDDEV,
  METRIC_EVENT_LOOP_TIME,
  METRIC_EVENT_LOOP_UTILIZATION,
  METRIC_GC_DURATION,
  METRIC_HEAP_AVAILABLE,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_PHYSICAL,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HEAP_USED,
} from '@cryo/conventions'
import { counter, gauge, histogram } from '@cryo/instruments'

/** Resolution of the delay of the event loop, in milliseconds: 50 timer ticks a second, in native code. */
const DELAY_RESOLUTION_MS = 20
const NANOSECONDS = 1e9

const DELAY = {
  min: gauge(METRIC_EVENT_LOOP_DELAY_MIN),
  max: gauge(METRIC_EVENT_LOOP_DELAY_MAX),
  mean: gauge(METRIC_EVENT_LOOP_DELAY_MEAN),
  stddev: gauge(METRIC_EVENT_LOOP_DELAY_STDDEV),
  p50: gauge(METRIC_EVENT_LOOP_DELAY_P50),
  p90: gauge(METRIC_EVENT_LOOP_DELAY_P90),
  p99: gauge(METRIC_EVENT_LOOP_DELAY_P99),
}
const UTILIZATION = gauge(METRIC_EVENT_LOOP_UTILIZATION)
const LOOP_TIME = counter(METRIC_EVENT_LOOP_TIME)
const GC_DURATION = histogram(METRIC_GC_DURATION)
const HEAP_SIZE_LIMIT = gauge(METRIC_HEAP_SIZE_LIMIT)
const HEAP = {
  limit: gauge(METRIC_HEAP_LIMIT),
  used: gauge(METRIC_HEAP_USED),
  available: gauge(METRIC_HEAP_AVAILABLE),
  physical: gauge(METRIC_HEAP_PHYSICAL),
}

/**
 * Samples the event loop, the garbage collector and the heap of this thread. It has to run here: in the hub
 * it would describe the hub.
 */
export class RuntimeMetrics {
  // Loaded here and not at the start, where they would take 2 ms before the application's first line.
  readonly #getHeapSpaces = process.getBuiltinModule('node:v8').getHeapSpaceStatistics
  readonly #heapSizeLimit = process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>
  readonly #collections: PerformanceObserver
  #utilization: EventLoopUtilization

  constructor() {
    const hooks = process.getBuiltinModule('node:perf_hooks')
    const types = gcTypes(hooks.constants)
    this.#delay = hooks.monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
    this.#delay.enable()
    this.#utilization = performance.eventLoopUtilization()
    this.#collections = new hooks.PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { kind = 0 } = (entry as { readonly detail?: { readonly kind?: number } }).detail ?? {}
        GC_DURATION.record(entry.duration / 1000, { [ATTR_GC_TYPE]: types.get(kind) ?? 'unknown' })
      }
    })
    this.#collections.observe({ entryTypes: ['gc'] })
  }

  /** Takes one sample; what it says of the event loop is over the time since the last one. */
  sample(): void {
    this.#sampleDelay()
    this.#sampleUtilization()
    HEAP_SIZE_LIMIT.record(this.#heapSizeLimit)
    for (const space of this.#getHeapSpaces()) {
      // Spaces that this build of V8 does not use would be series of zeros.
      if (space.space_size === 0) continue
      const attributes = { [ATTR_HEAP_SPACE_NAME]: space.space_name }
      HEAP.limit.record(space.space_size, attributes)
      HEAP.used.record(space.space_used_size, attributes)
      HEAP.available.record(space.space_available_size, attributes)
      HEAP.physical.record(space.physical_space_size, attributes)
    }
  }

  stop(): void {
    this.#delay.disable()
    this.#collections.disconnect()
  }

  #sampleDelay(): void {
    const delay = this.#delay
    if (delay.count === 0) return
    DELAY.min.record(delay.min / NANOSECONDS)
    DELAY.max.record(delay.max / NANOSECONDS)
    DELAY.mean.record(delay.mean / NANOSECONDS)
    DELAY.stddev.record(delay.stddev / NANOSECONDS)
    DELAY.p50.record(delay.percentile(50) / NANOSECONDS)
    DELAY.p90.record(delay.percentile(90) / NANOSECONDS)
    DELAY.p99.record(delay.percentile(99) / NANOSECONDS)
    delay.reset()
  }

  #sampleUtilization(): void {
    const now = performance.eventLoopUtilization()
    const since = performance.eventLoopUtilization(now, this.#utilization)
    this.#utilization = now
    UTILIZATION.record(since.utilization)
    LOOP_TIME.add(since.active / 1000, { [ATTR_EVENT_LOOP_STATE]: 'active' })
    LOOP_TIME.add(since.idle / 1000, { [ATTR_EVENT_LOOP_STATE]: 'idle' })
  }
}

function gcTypes(constants: typeof import('node:perf_hooks').constants): ReadonlyMap<number, string> {
  return new Map([
    [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
    [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
  ])
}
