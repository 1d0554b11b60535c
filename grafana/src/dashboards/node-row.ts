import type { Row } from '../dashboard.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy } from '../promql.ts'
import { SCOPE } from '../scope.ts'

/** Event loop and heap. */
export const nodeRow: Row = {
  title: 'Node.js',
  panels: [
    timeSeries({
      title: 'Delay of the event loop',
      description:
        'How late the event loop is: half of the time, a tenth of it, and a hundredth of it. What is above 100 ms is felt.',
      unit: 's',
      width: 8,
      limits: { critical: 0.1 },
      queries: ['p50', 'p90', 'p99'].map((quantile) => ({
        expr: `max by (service_name) (nodejs_eventloop_delay_${quantile}_seconds{${SCOPE}})`,
        legend: `{{service_name}} ${quantile}`,
      })),
    }),
    timeSeries({
      title: 'Event loop busy',
      description: 'Share of time that the event loop is busy. Near 100 % requests wait for one another.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      limits: { critical: 0.95 },
      queries: [
        {
          expr: `max by (service_name) (nodejs_eventloop_utilization_ratio{${SCOPE}})`,
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Event loop held up by service',
      description:
        'How long the event loop has kept its heartbeat waiting; the line is where EventLoopBlocked fires.',
      unit: 's',
      width: 8,
      limits: { critical: 2 },
      queries: [
        { expr: `max by (service_name) (cryo_hub_loop_lag_seconds{${SCOPE}})`, legend: '{{service_name}}' },
      ],
    }),
    timeSeries({
      title: 'Heap by service',
      description: 'Heap in use, and at most in one process.',
      unit: 'bytes',
      width: 8,
      queries: [
        { expr: `sum by (service_name) (v8js_memory_heap_used_bytes{${SCOPE}})`, legend: '{{service_name}}' },
        { expr: `min(cryo_heap_limit_bytes{${SCOPE}})`, legend: 'at most', look: 'threshold' },
      ],
    }),
    timeSeries({
      title: 'Heap by space',
      description: 'Heap in use by space of V8: old_space that only grows is a leak.',
      unit: 'bytes',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: `sum by (v8js_heap_space_name) (v8js_memory_heap_used_bytes{${SCOPE}})`,
          legend: '{{v8js_heap_space_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Garbage collection',
      description: 'Share of time that goes into garbage collections, by kind.',
      unit: 'percentunit',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: rateBy('v8js_gc_type', `v8js_gc_duration_seconds_sum{${SCOPE}}`),
          legend: '{{v8js_gc_type}}',
        },
      ],
    }),
  ],
}
