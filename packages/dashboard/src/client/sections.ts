import { DETAILS, describeJob } from './job-row.ts'
import type { Fields } from './serialized.ts'

/** What the page knows about one part of the data; parts it does not know are shown all the same. */
export interface SectionHint {
  readonly title?: string
  /** Shown in place of nothing: what that means and what to call. */
  readonly empty?: string
  /** Keys that say nothing new here. */
  readonly hide?: readonly string[]
  /** Adds to a row of a table what its figures mean. @param nowMs - The hub's clock. */
  readonly describe?: (row: Fields, nowMs: number) => Fields
}

/** The sections in the order of the page; other keys of the data follow. */
export const SECTION_ORDER: readonly string[] = [
  'alerts',
  'progress',
  'errors',
  'operations',
  'performance',
  'health',
  'resources',
  'systemInfo',
  'application',
]

/** Parts of the data that the top of the page shows. */
export const HIDDEN_KEYS: ReadonlySet<string> = new Set(['lastUpdated'])

/** By path in the data. */
export const SECTION_HINTS: ReadonlyMap<string, SectionHint> = new Map(
  Object.entries({
    alerts: {
      title: 'Alerts',
      empty: 'No alert is firing. `addAlertHandler((alert) => …)` calls you when one does.',
      hide: ['status', 'endsAt', 'labels', 'annotations', 'runbookUrl', 'fingerprint'],
    },
    progress: {
      title: 'Batch jobs',
      empty: "No batch job has run. Wrap a loop in `trackProgress('name', rows)`.",
      hide: [
        'runId',
        'traceId',
        'unit',
        'processes',
        'totalItems',
        'elapsedSeconds',
        'resumedItems',
        'startedAt',
        'endedAt',
        'lastUpdate',
        'stalledSeconds',
        'estimatedCompletion',
        'late',
        'missed',
        'checkpoint',
        'failures',
        'priorRuns',
        DETAILS,
      ],
      describe: describeJob,
    },
    errors: {
      title: 'Errors',
      empty: 'No error since the start. Tracked calls report theirs; `recordError(error)` reports any other.',
    },
    'errors.groups': {
      title: 'By cause',
      empty: 'No group yet: errors of one cause will stand together here.',
      hide: ['id', 'sample', 'context'],
    },
    operations: {
      title: 'Operations',
      empty: "No operation has run. Wrap a call: `trackOperation('name', () => …)`.",
    },
    performance: { title: 'Requests and calls' },
    'performance.requests': {
      title: 'Requests served',
      empty: 'No request has been served. Give `startMonitoring` your app to see its routes.',
    },
    'performance.routes': { title: 'Routes', empty: 'No route has been called.' },
    'performance.queries': {
      title: 'Database queries',
      empty:
        'No query has been sent. Those of pg appear by themselves, others by `trackDatabaseOperation()`.',
    },
    'performance.dependencies': {
      title: 'Calls to other hosts',
      empty: 'No other host has been called. HTTP calls appear by themselves.',
    },
    'performance.custom': {
      title: 'Custom values',
      empty: 'None yet. Call `recordCustomMetric(name, value)`.',
    },
    health: { title: 'Health', hide: ['timestamp'] },
    'health.database': {
      title: 'Databases',
      empty: "No database is watched. Call `monitor.watchDatabase('name', pool)`.",
      hide: ['kind', 'required'],
    },
    'health.api': {
      title: 'Endpoints',
      empty:
        "No endpoint is known. Give `startMonitoring` your app, or call `monitor.watchEndpoint('name', url)`.",
      hide: ['kind', 'required'],
    },
    'health.system': {
      title: 'System',
      empty: "Nothing has been checked yet. Add a check: `monitor.addHealthCheck('name', () => …)`.",
      hide: ['kind', 'required', 'durationSeconds'],
    },
    resources: { title: 'Processes', empty: 'No process has reported yet.' },
    systemInfo: { title: 'System' },
    'systemInfo.usage': {
      title: 'Container or machine',
      empty: 'Not sampled yet, or another process reports this machine.',
    },
    'systemInfo.pipeline': { title: 'Telemetry delivery', empty: 'Nothing has been recorded yet.' },
    'systemInfo.spans': {
      title: 'Slow, failed and open spans',
      empty: 'No span is slow, failed or open for over a second.',
    },
    application: { title: 'Event loop' },
  } satisfies Record<string, SectionHint>),
)
