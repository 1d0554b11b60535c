import type { MetricDefinition } from './metric-definition.ts'

// Metrics of the process and its Node.js and V8 runtime, as the OpenTelemetry semantic conventions name them.
const HEAP_SPACE = ['v8js.heap.space.name'] as const

function delay(statistic: string, description: string): MetricDefinition {
  return {
    name: `nodejs.eventloop.delay.${statistic}`,
    kind: 'gauge',
    unit: 's',
    description,
    attributes: [],
  }
}

function heap(name: string, description: string): MetricDefinition {
  return { name: `v8js.memory.heap.${name}`, kind: 'gauge', unit: 'By', description, attributes: HEAP_SPACE }
}

/** Attribute of {@link METRIC_EVENT_LOOP_TIME}: `active` or `idle`. */
export const ATTR_EVENT_LOOP_STATE = 'nodejs.eventloop.state'
/** Attribute of {@link METRIC_GC_DURATION}: `major`, `minor`, `incremental` or `weakcb`. */
export const ATTR_GC_TYPE = 'v8js.gc.type'
/** Attribute of the heap metrics. */
export const ATTR_HEAP_SPACE_NAME = 'v8js.heap.space.name'

export const METRIC_PROCESS_UPTIME: MetricDefinition = {
  name: 'process.uptime',
  kind: 'gauge',
  unit: 's',
  description: 'Time that the process has been running, on a clock that nobody sets.',
  attributes: [],
}
export const METRIC_EVENT_LOOP_DELAY_MIN: MetricDefinition = delay('min', 'Smallest delay of the event loop.')
export const METRIC_EVENT_LOOP_DELAY_MAX: MetricDefinition = delay('max', 'Largest delay of the event loop.')
export const METRIC_EVENT_LOOP_DELAY_MEAN: MetricDefinition = delay('mean', 'Mean delay of the event loop.')
export const METRIC_EVENT_LOOP_DELAY_STDDEV: MetricDefinition = delay(
  'stddev',
  'Standard deviation of the delay.',
)
export const METRIC_EVENT_LOOP_DELAY_P50: MetricDefinition = delay('p50', 'Median delay of the event loop.')
export const METRIC_EVENT_LOOP_DELAY_P90: MetricDefinition = delay('p90', '90th percentile of the delay.')
export const METRIC_EVENT_LOOP_DELAY_P99: MetricDefinition = delay('p99', '99th percentile of the delay.')
export const METRIC_EVENT_LOOP_UTILIZATION: MetricDefinition = {
  name: 'nodejs.eventloop.utilization',
  kind: 'gauge',
  unit: '1',
  description: 'Share of time that the event loop was busy.',
  attributes: [],
}
export const METRIC_EVENT_LOOP_TIME: MetricDefinition = {
  name: 'nodejs.eventloop.time',
  kind: 'counter',
  unit: 's',
  description: 'Time that the event loop was active or idle.',
  attributes: [ATTR_EVENT_LOOP_STATE],
}
export const METRIC_GC_DURATION: MetricDefinition = {
  name: 'v8js.gc.duration',
  kind: 'histogram',
  unit: 's',
  description: 'How long garbage collections took.',
  attributes: [ATTR_GC_TYPE],
  boundaries: [0.01, 0.1, 1, 10],
}
export const METRIC_HEAP_LIMIT: MetricDefinition = heap(
  'limit',
  'Memory of the heap space that is allocated.',
)
export const METRIC_HEAP_USED: MetricDefinition = heap('used', 'Memory of the heap space in use.')
export const METRIC_HEAP_AVAILABLE: MetricDefinition = heap(
  'space.available_size',
  'Memory of the heap space left.',
)
export const METRIC_HEAP_PHYSICAL: MetricDefinition = heap(
  'space.physical_size',
  'Committed size of the heap space.',
)

/** Every metric of the runtime. */
export const RUNTIME_METRICS: readonly MetricDefinition[] = [
  METRIC_PROCESS_UPTIME,
  METRIC_EVENT_LOOP_DELAY_MIN,
  METRIC_EVENT_LOOP_DELAY_MAX,
  METRIC_EVENT_LOOP_DELAY_MEAN,
  METRIC_EVENT_LOOP_DELAY_STDDEV,
  METRIC_EVENT_LOOP_DELAY_P50,
  METRIC_EVENT_LOOP_DELAY_P90,
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_EVENT_LOOP_UTILIZATION,
  METRIC_EVENT_LOOP_TIME,
  METRIC_GC_DURATION,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_USED,
  METRIC_HEAP_AVAILABLE,
  METRIC_HEAP_PHYSICAL,
]
