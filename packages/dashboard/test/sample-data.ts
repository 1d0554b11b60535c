import type {
  ErrorSummary,
  HealthCheckReport,
  MonitoringData,
  OperationSummary,
  ProgressSummary,
  RouteSummary,
  SpanSummary,
  TrafficSummary,
} from '@cryo/protocol'

/** The moment at which the sample was taken. */
export const SAMPLE_TIME: Date = new Date('2026-11-20T09:30:00.000Z')

/** A date some seconds before {@link SAMPLE_TIME}. */
export function before(seconds: number): Date {
  return new Date(SAMPLE_TIME.getTime() - seconds * 1000)
}

/** What a cryobiology service looks like on a usual day: a screening batch, an API, two databases, a few errors. */
export function sampleData(): MonitoringData {
  return {
    health: {
      status: 'warning',
      database: [
        check('cryoprotect', 'database', 'ok', 'PostgreSQL 18.4, 3 of 10 connections in use', 0.0031),
      ],
      api: [
        check('pubchem', 'api', 'warning', 'p95 1.8 s over the last 5 minutes', 1.84, 2),
        check('self', 'api', 'ok', null, 0.004),
      ],
      system: [
        check('memory', 'system', 'ok', '61 % of 7.5 GiB', 0.0002),
        check('disk', 'system', 'ok', '48 % of 100 GiB', 0.0003),
        check('event loop', 'system', 'ok', null, 0.0001),
      ],
      timestamp: before(2),
    },
    performance: {
      requests: { ...traffic(184_220, 412, 34.2, 0.0041, 0.0123, 0.0482, 0.131), active: 3 },
      routes: [
        route('GET', '/api/molecules/:id', traffic(120_400, 12, 21.4, 0.0001, 0.0061, 0.0184, 0.0412)),
        route('GET', '/api/molecules', traffic(31_220, 0, 6.3, 0, 0.0183, 0.0521, 0.0984)),
        route('POST', '/api/mixtures/screen', traffic(18_004, 388, 4.1, 0.0214, 0.0914, 0.312, 0.88)),
        route(
          'GET',
          '/api/predictions/:moleculeId/toxicity',
          traffic(9204, 4, 1.72, 0, 0.0231, 0.0841, 0.21),
        ),
        route('DELETE', '/api/mixtures/:id', traffic(112, 0, 0, null, null, null, null)),
        route('GET', '/health', traffic(5280, 8, 0.66, 0, 0.0004, 0.0009, 0.0021)),
      ],
      queries: [
        query('SELECT', 'molecules', traffic(240_100, 3, 41.2, 0, 0.0009, 0.0041, 0.0121)),
        query('SELECT', 'mixtures', traffic(52_110, 0, 9.1, 0, 0.0014, 0.0062, 0.0183)),
        query('INSERT', 'screening_results', traffic(412_300, 212, 118.4, 0.0003, 0.0021, 0.0094, 0.0411)),
        query('BEGIN', null, traffic(18_004, 0, 4.1, 0, 0.0003, 0.0006, 0.0012)),
      ],
      dependencies: [
        {
          service: 'cryoprotect',
          host: 'pubchem.ncbi.nlm.nih.gov',
          ...traffic(2104, 96, 1.2, 0.0333, 0.412, 1.84, 4.1),
        },
      ],
      custom: [
        { service: 'cryoprotect', name: 'queue_depth', value: 214 },
        { service: 'screening', name: 'glass_transition_kelvin', value: 158.4 },
      ],
    },
    resources: [
      {
        service: 'cryoprotect',
        pid: 41_202,
        instanceId: 'a41b2c33-72f1-4a0e-9a3d-0d2f6b1c7a10',
        cpuPercent: 38.2,
        memoryBytes: 241_172_480,
        heapUsedBytes: 98_566_144,
        heapSizeBytes: 2_197_815_296,
        eventLoopPercent: 31.4,
        eventLoopDelaySeconds: 0.0118,
        uptimeSeconds: 273_840,
        alive: true,
      },
      {
        service: 'screening',
        pid: 41_377,
        instanceId: 'f0917dd2-11a4-4d5b-8f52-6f0a5d0e2b44',
        cpuPercent: 97.8,
        memoryBytes: 512_753_664,
        heapUsedBytes: 301_989_888,
        heapSizeBytes: 4_345_298_944,
        eventLoopPercent: 92.1,
        eventLoopDelaySeconds: 0.0412,
        uptimeSeconds: 8412,
        alive: true,
      },
    ],
    errors: {
      total: 423,
      groups: [
        {
          service: 'screening',
          id: '7c1f09aa52d3e4b1',
          type: 'NonConvergenceError',
          message: 'Mixture 20417: viscosity fit did not converge after 500 steps',
          state: 'regressed',
          count: 31,
          firstSeen: before(864_000),
          lastSeen: before(18),
          operations: ['screen_mixtures', 'fit_viscosity'],
          sample: recordedError(
            'screening',
            'NonConvergenceError',
            'Mixture 20417: viscosity fit did not converge after 500 steps',
            'screen_mixtures',
            18,
          ),
          context: { mixture: '20417' },
        },
      ],
      byType: [
        { service: 'cryoprotect', type: 'ValidationError', count: 388 },
        { service: 'screening', type: 'NonConvergenceError', count: 31 },
        { service: 'cryoprotect', type: 'TimeoutError', count: 4 },
      ],
      recent: [
        recordedError(
          'screening',
          'NonConvergenceError',
          'Mixture 20417: viscosity fit did not converge after 500 steps',
          'screen_mixtures',
          18,
        ),
        recordedError(
          'cryoprotect',
          'ValidationError',
          'concentration must be between 0 and 12 mol/l, got 40',
          'POST /api/mixtures/screen',
          31,
        ),
        recordedError(
          'cryoprotect',
          'TimeoutError',
          'pubchem.ncbi.nlm.nih.gov did not answer within 10 s',
          'fetch_properties',
          1240,
        ),
      ],
    },
    alerts: [
      {
        name: 'DependencySlow',
        severity: 'warning',
        message: 'Calls to pubchem.ncbi.nlm.nih.gov take 1.84 s at p95',
        source: 'pubchem',
        status: 'firing',
        startsAt: before(1440),
        endsAt: null,
        value: 1.84,
        threshold: 1,
        labels: { alertname: 'DependencySlow', severity: 'warning', server_address: 'pubchem' },
        annotations: { summary: 'Calls to pubchem.ncbi.nlm.nih.gov take 1.84 s at p95' },
        runbookUrl: null,
        fingerprint: 'a1b2c3d4e5f60718',
        silenced: false,
      },
    ],
    progress: [
      {
        ...job('screen_mixtures', 'running', 20_418, 48_000, 172.5, 118.4),
        resumedItems: 9204,
        failures: [{ group: 'f1', type: 'RangeError', message: 'no viscosity below -40 °C', count: 31 }],
        priorRuns: [
          {
            runId: 'a94b1f6f1d2c4be0',
            state: 'interrupted',
            startedAt: before(500),
            endedAt: before(300),
            durationSeconds: 200,
            items: 9204,
            failedItems: 3,
          },
        ],
      },
      job('import_molecules', 'completed', 12_004, 12_004, 6120, null),
    ],
    operations: [
      operation('screening', 'screen_mixtures', 'operation', 118.4, 20_418, 1, 0.0081),
      operation('screening', 'fit_viscosity', 'operation', 118.4, 20_418, 1, 0.0064),
      operation('cryoprotect', 'fetch_properties', 'api', 1.2, 2104, 2, 1.84),
      operation('cryoprotect', 'load_mixture', 'database', 9.1, 52_110, 0, 0.0062),
    ],
    systemInfo: {
      usage: [{ resource: 'memory', percent: 61.2, of: 'machine' }],
      hostName: 'lab-07',
      platform: 'linux x64',
      nodeVersion: 'v24.21.0',
      cores: 8,
      memoryTotalBytes: 8_053_063_680,
      serviceName: 'cryoprotect',
      hubVersion: '0.1.0',
      monitoringDir: '/srv/cryoprotect/monitoring',
      processes: 2,
      pipeline: [
        {
          signal: 'traces',
          produced: 812_004,
          delivered: 811_880,
          spooled: 0,
          dropped: {},
          lastDroppedAt: null,
        },
        {
          signal: 'metrics',
          produced: 91_244,
          delivered: 91_244,
          spooled: 0,
          dropped: {},
          lastDroppedAt: null,
        },
        {
          signal: 'logs',
          produced: 2104,
          delivered: 2080,
          spooled: 0,
          dropped: { queue_full: 24 },
          lastDroppedAt: before(3600),
        },
      ],
      forwardsTo: 'http://collector:4318',
      spans: [
        span('screening', 'screen_mixtures', 'internal', 172.5, null, false, null),
        span('cryoprotect', 'GET pubchem.ncbi.nlm.nih.gov', 'client', 41, 4.12, false, null),
        span(
          'cryoprotect',
          'POST /api/mixtures/screen',
          'server',
          31,
          0.004,
          true,
          'concentration must be between 0 and 12 mol/l, got 40',
        ),
      ],
    },
    lastUpdated: SAMPLE_TIME,
    application: { blocked: false, lagSeconds: 0.0021 },
  }
}

/** A hub that has just started: nothing has happened yet. */
export function emptyData(): MonitoringData {
  const sample = sampleData()
  return {
    health: { status: 'healthy', database: [], api: [], system: [], timestamp: SAMPLE_TIME },
    performance: {
      requests: { ...traffic(0, 0, 0, null, null, null, null), active: 0 },
      routes: [],
      queries: [],
      dependencies: [],
      custom: [],
    },
    resources: [sample.resources[0]!],
    errors: { total: 0, byType: [], recent: [], groups: [] },
    alerts: [],
    progress: [],
    operations: [],
    systemInfo: { ...sample.systemInfo, processes: 1, pipeline: [], spans: [], forwardsTo: null },
    lastUpdated: SAMPLE_TIME,
    application: { blocked: false, lagSeconds: 0 },
  }
}

function job(
  name: string,
  state: ProgressSummary['state'],
  processedItems: number,
  totalItems: number,
  elapsedSeconds: number,
  itemsPerSecond: number | null,
): ProgressSummary {
  const left = itemsPerSecond === null ? null : (totalItems - processedItems) / itemsPerSecond
  return {
    service: 'screening',
    name,
    state,
    runId: '6f1d2c4be0a94b1f',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    unit: 'mixtures',
    processes: state === 'running' ? 1 : 0,
    processedItems,
    failedItems: state === 'running' ? 31 : 0,
    resumedItems: 0,
    totalItems,
    progressPercentage: (100 * processedItems) / totalItems,
    itemsPerSecond,
    startedAt: before(elapsedSeconds),
    endedAt: state === 'running' ? null : before(60),
    elapsedSeconds,
    lastUpdate: before(1),
    stalledSeconds: null,
    estimatedRemainingSeconds: left,
    estimatedRemainingSecondsP90: left === null ? null : left * 1.2,
    estimatedCompletion: left === null ? null : before(-left),
    deadline: null,
    late: false,
    missed: false,
    checkpoint: { file: 'screening.json', durable: true, items: processedItems },
    failures: [],
    priorRuns: [],
  }
}

function check(
  name: string,
  kind: HealthCheckReport['kind'],
  status: HealthCheckReport['status'],
  message: string | null,
  durationSeconds: number,
  failuresInARow = 0,
): HealthCheckReport {
  return {
    service: 'cryoprotect',
    name,
    kind,
    status,
    message,
    durationSeconds,
    failuresInARow,
    checkedAt: before(7),
    required: kind === 'database',
  }
}

function traffic(
  count: number,
  failures: number,
  ratePerSecond: number,
  errorRatio: number | null,
  p50Seconds: number | null,
  p95Seconds: number | null,
  p99Seconds: number | null,
): TrafficSummary {
  return { count, failures, ratePerSecond, errorRatio, p50Seconds, p95Seconds, p99Seconds }
}

function route(method: string, path: string, figures: TrafficSummary): RouteSummary {
  return { service: 'cryoprotect', method, route: path, ...figures }
}

function query(
  operationName: string,
  collection: string | null,
  figures: TrafficSummary,
): MonitoringData['performance']['queries'][number] {
  return { service: 'cryoprotect', system: 'postgresql', operation: operationName, collection, ...figures }
}

function operation(
  service: string,
  name: string,
  kind: OperationSummary['kind'],
  ratePerSecond: number,
  count: number,
  active: number,
  p95Seconds: number,
): OperationSummary {
  return {
    service,
    name,
    kind,
    items: count,
    active,
    oldestActiveSeconds: active > 0 ? p95Seconds * 0.7 : null,
    ...traffic(count, 0, ratePerSecond, 0, p95Seconds / 3, p95Seconds, p95Seconds * 2.2),
  }
}

function recordedError(
  service: string,
  type: string,
  message: string,
  operationName: string,
  secondsAgo: number,
): ErrorSummary {
  return {
    service,
    type,
    message,
    group: '9f86d081884c7d65',
    operation: operationName,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    stack: `${type}: ${message}\n    at fitViscosity (src/screening/fit-viscosity.ts:118:13)\n    at async screenMixture (src/screening/screen-mixture.ts:41:18)\n    at async each (src/screening/main.ts:27:5)`,
    at: before(secondsAgo),
  }
}

function span(
  service: string,
  name: string,
  kind: string,
  secondsAgo: number,
  durationSeconds: number | null,
  failed: boolean,
  message: string | null,
): SpanSummary {
  return {
    service,
    name,
    kind,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    startedAt: before(secondsAgo),
    durationSeconds,
    failed,
    message,
  }
}
