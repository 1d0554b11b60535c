import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy } from '../promql.ts'
import { RECORDED_SCOPE, SCOPE } from '../scope.ts'
import { nodeRow } from './node-row.ts'

const PROCESS = 'service_name,service_instance_id'

function usage(resource: string): string {
  return `cryo_system_usage{cryo_resource="${resource}",${SCOPE}}`
}

const now: Row = {
  title: 'Now',
  panels: [
    ...(['cpu', 'memory', 'disk'] as const).map((resource) =>
      stat({
        title: { cpu: 'CPU', memory: 'Memory', disk: 'Disk' }[resource],
        description: {
          cpu: 'Use of the processors of the machine or container that is busiest.',
          memory: 'Use of the memory of the machine or container that has the least left.',
          disk: 'Use of the fullest disk: of the root, or of the folder of the monitoring.',
        }[resource],
        unit: 'percent',
        width: 4,
        decimals: 0,
        limits: { warning: 75, critical: resource === 'disk' ? 90 : 85 },
        queries: [{ expr: `max(${usage(resource)})`, legend: resource }],
      }),
    ),
    stat({
      title: 'Event loop held up',
      description:
        'How long the event loop of a process has kept its heartbeat waiting. From 2 s on EventLoopBlocked fires.',
      unit: 's',
      width: 4,
      limits: { warning: 0.5, critical: 2 },
      queries: [{ expr: `max(cryo_hub_loop_lag_seconds{${SCOPE}})`, legend: 'lag' }],
    }),
    stat({
      title: 'Heap',
      description:
        'Share of the heap that V8 allows and that is in use, of the process nearest to its limit. From 90 % on HeapNearLimit fires.',
      unit: 'percentunit',
      width: 4,
      decimals: 0,
      limits: { warning: 0.75, critical: 0.9 },
      queries: [{ expr: `max(service:cryo_heap_use:max_ratio{${RECORDED_SCOPE}})`, legend: 'heap' }],
    }),
    stat({
      title: 'Processes',
      description: 'Processes that report.',
      unit: 'short',
      width: 4,
      queries: [
        { expr: `count(group by (${PROCESS}) (cryo_hub_loop_lag_seconds{${SCOPE}}))`, legend: 'processes' },
      ],
    }),
  ],
}

const host: Row = {
  title: 'Machine or container',
  panels: [
    ...(['cpu', 'memory', 'disk'] as const).map((resource) =>
      timeSeries({
        title: { cpu: 'CPU', memory: 'Memory', disk: 'Disk' }[resource] + ' against its threshold',
        description: `Use by machine; the dashed line is the threshold that services are configured with, above which ${{ cpu: 'HostCpuHigh', memory: 'HostMemoryHigh', disk: 'DiskAlmostFull' }[resource]} fires.`,
        unit: 'percent',
        width: 8,
        min: 0,
        max: 100,
        queries: [
          { expr: `max by (host_name) (${usage(resource)})`, legend: '{{host_name}}' },
          {
            expr: `min(service:cryo_alert_threshold:max{cryo_threshold_name="${resource}_usage",${RECORDED_SCOPE}})`,
            legend: 'threshold',
            look: 'threshold',
          },
        ],
      }),
    ),
    timeSeries({
      title: 'Disk in 24 hours',
      description:
        'Use of the disk now, and in 24 hours if it goes on as in the last three. Above 100 % DiskWillFill fires.',
      unit: 'percent',
      width: 8,
      limits: { critical: 100 },
      queries: [
        { expr: `max by (host_name) (${usage('disk')})`, legend: '{{host_name}} now' },
        {
          expr: `max by (host_name) (predict_linear(${usage('disk')}[3h], 86400))`,
          legend: '{{host_name}} in 24 hours',
          look: 'before',
        },
      ],
    }),
    timeSeries({
      title: 'Memory by state',
      description: 'Memory of the machine; of a container, that of the machine it is on.',
      unit: 'bytes',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: `max by (host_name,system_memory_state) (system_memory_usage{${SCOPE}})`,
          legend: '{{host_name}} {{system_memory_state}}',
        },
      ],
    }),
    timeSeries({
      title: 'CPU against an hour ago',
      description: 'Use of the processors of the busiest machine; the dashed line is an hour ago.',
      unit: 'percent',
      width: 8,
      queries: [
        { expr: `max(${usage('cpu')})`, legend: 'now' },
        { expr: `max(${usage('cpu')} offset 1h)`, legend: 'an hour ago', look: 'before' },
      ],
    }),
  ],
}

const processes: Row = {
  title: 'Processes',
  panels: [
    table({
      title: 'What each process uses',
      description:
        'Each process with what it uses. One that has been up for a short time only may have crashed before.',
      unit: 'short',
      width: 24,
      sortBy: 'Memory',
      keys: [
        { label: 'service_name', title: 'Service' },
        { label: 'service_instance_id', title: 'Instance' },
      ],
      columns: [
        { title: 'Up for', unit: 's', expr: `max by (${PROCESS}) (process_uptime_seconds{${SCOPE}})` },
        {
          title: 'CPU',
          unit: 'percentunit',
          expr: `sum by (${PROCESS}) (process_cpu_utilization{${SCOPE}})`,
        },
        { title: 'Memory', unit: 'bytes', expr: `max by (${PROCESS}) (process_memory_usage{${SCOPE}})` },
        {
          title: 'Heap in use',
          unit: 'bytes',
          expr: `sum by (${PROCESS}) (v8js_memory_heap_used_bytes{${SCOPE}})`,
        },
        {
          title: 'Heap at most',
          unit: 'bytes',
          expr: `max by (${PROCESS}) (cryo_heap_limit_bytes{${SCOPE}})`,
        },
        {
          title: 'Event loop busy',
          unit: 'percentunit',
          limits: { warning: 0.7, critical: 0.95 },
          expr: `max by (${PROCESS}) (nodejs_eventloop_utilization_ratio{${SCOPE}})`,
        },
      ],
    }),
    timeSeries({
      title: 'CPU by service',
      description: 'Share of one processor that the processes of each service use.',
      unit: 'percentunit',
      width: 8,
      queries: [
        {
          expr: rateBy('service_name', `process_cpu_time_seconds_total{${SCOPE}}`),
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Memory by service',
      description: 'Memory of the processes of each service together. One that only grows is a leak.',
      unit: 'bytes',
      width: 8,
      queries: [
        { expr: `sum by (service_name) (process_memory_usage{${SCOPE}})`, legend: '{{service_name}}' },
      ],
    }),
    timeSeries({
      title: 'Restarts',
      description: 'Processes of each service that have started in the hour before.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `count by (service_name) (last_over_time(process_uptime_seconds{${SCOPE}}[1h]) < 3600)`,
          legend: '{{service_name}}',
        },
      ],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single operations',
  panels: [
    heatmap({
      title: 'Durations of all spans, each dot a trace',
      description:
        'How the durations of everything that is traced are spread. Where a machine is short of something, all of it becomes slower.',
      unit: 's',
      width: 24,
      expr: rateBy('le', `traces_span_metrics_duration_seconds_bucket{${SCOPE}}`),
    }),
  ],
}

/** Machines, processes and Node.js. */
export const hostRuntime: Dashboard = defineDashboard({
  uid: 'cryo-host-runtime',
  title: 'Cryo: host and Node.js',
  description: 'Machines or containers against the thresholds of services, processes, event loop and heap.',
  rows: [now, host, processes, nodeRow, exemplars],
})
