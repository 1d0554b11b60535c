import type { ErrorGroupRecord, RunRecord } from '../src/records.ts'

/** A run as a tracker would have told it. */
export function aRun(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    runId: 'run-1',
    service: 'screening',
    namespace: '',
    job: 'screen mixtures',
    instanceId: 'instance-1',
    state: 'completed',
    startMs: 1_750_000_000_000,
    endMs: 1_750_000_060_000,
    lastUpdateMs: 1_750_000_059_000,
    items: 1200,
    failedItems: 3,
    resumedItems: 0,
    expectedItems: 1200,
    resumedFrom: null,
    part: null,
    unit: 'mixture',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    checkpoint: null,
    expectedIntervalSeconds: null,
    ...changes,
  }
}

/** A group of errors as the hub knows it. */
export function aGroup(changes: Partial<ErrorGroupRecord> = {}): ErrorGroupRecord {
  const { service = 'screening', id = '00000000000000a1', lastSeenMs = 1_750_000_000_000 } = changes
  return {
    service,
    id,
    type: 'RangeError',
    message: 'no viscosity below -40 °C',
    count: 4,
    firstSeenMs: 1_749_000_000_000,
    lastSeenMs,
    resolvedMs: null,
    lastVersion: '1.2.0',
    operations: ['screen mixtures'],
    sample: {
      service,
      type: 'RangeError',
      message: 'no viscosity below -40 °C',
      group: id,
      operation: 'screen mixtures',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      stack: 'RangeError: no viscosity below -40 °C\n    at viscosity (src/viscosity.ts:12:9)',
      atMs: lastSeenMs,
    },
    live: [{ instance: 'instance-1', counted: 4, startMs: 1_749_000_000_000, events: 3 }],
    context: { mixture: 'M-17' },
    ...changes,
  }
}
