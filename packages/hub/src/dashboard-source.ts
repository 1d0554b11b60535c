import type { AttachRequest, DashboardSource } from '@cryo/dashboard'
import type { HealthReport, MonitoringData } from '@cryo/protocol'

import type { HubAlerts } from './alerts/hub-alerts.ts'
import type { ErrorGroups } from './errors/error-groups.ts'
import type { Ingest } from './ingest.ts'
import { ATTACHMENT_HEADER, type Attachments } from './ownership/attachments.ts'
import { createPageActions } from './page-actions.ts'
import type { Exposition } from './prometheus/exposition.ts'
import type { PrometheusApi } from './query/prometheus-api.ts'
import type { TracesApi } from './query/traces-api.ts'
import type { SourceReading } from './sources/source-reading.ts'

/** The parts of a hub that answer its routes. */
export interface AnsweringParts {
  readonly hubId: string
  readonly data: () => MonitoringData
  readonly health: () => HealthReport
  readonly reading: SourceReading
  readonly exposition: Exposition
  readonly queries: PrometheusApi
  readonly traces: TracesApi
  readonly ingest: Ingest
  readonly attachments: Attachments
  readonly alerts: HubAlerts
  readonly errorGroups: ErrorGroups
  readonly isAlive: () => boolean
  readonly failing: () => readonly string[]
}

/** Makes what the routes ask of the parts of a hub; values are read anew for each scrape and probe. */
export function createDashboardSource(parts: AnsweringParts): DashboardSource {
  const { hubId, data, health, reading, exposition, queries, traces, ingest, attachments, alerts } = parts
  const { isAlive, failing } = parts
  return {
    ...createPageActions(alerts, parts.errorGroups),
    hubId,
    data,
    health,
    metrics: (accept) => {
      reading.readSeries()
      return exposition.answer(accept)
    },
    ingest: (signal, contentType, body, headers) => {
      const sender = headers.get(ATTACHMENT_HEADER)
      // The telemetry of an attached process is not ours to forward.
      const attached = attachments.hear(sender)
      return ingest.take({ signal, contentType, body, attached, source: attached ? sender : '' })
    },
    query: (request) => queries.answer(request),
    traces: ({ traceId, parameters, signal }) => traces.answer(traceId, parameters, signal),
    attach: (request: AttachRequest) => attachments.accept(request),
    takeWebhook: (body) => alerts.takeWebhook(body),
    refuseWebhook: (reason) => alerts.refuseWebhook(reason),
    alive: isAlive,
    failing: () => {
      reading.readSeries()
      return failing()
    },
  }
}
