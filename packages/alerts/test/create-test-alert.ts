import type { AlertSummary } from '../src/index.ts'

/** An alert that fires. */
export function createTestAlert(): AlertSummary {
  return {
    name: 'HighErrorRatio',
    severity: 'critical',
    message: 'A quarter of the requests fails',
    source: 'shop',
    status: 'firing',
    startsAt: new Date('2026-11-26T10:00:00Z'),
    endsAt: null,
    value: 0.25,
    threshold: 0.05,
    labels: { alertname: 'HighErrorRatio', severity: 'critical', service_name: 'shop' },
    annotations: { summary: 'A quarter of the requests fails', value: '0.25', threshold: '0.05' },
    runbookUrl: null,
    fingerprint: '0123456789abcdef',
    silenced: false,
  }
}
