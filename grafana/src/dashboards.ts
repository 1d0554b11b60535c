import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { batchFleet } from './dashboards/batch-fleet.ts'
import { batchRun } from './dashboards/batch-run.ts'
import { database } from './dashboards/database.ts'
import { externalApis } from './dashboards/external-apis.ts'
import { hostRuntime } from './dashboards/host-runtime.ts'
import { overview } from './dashboards/overview.ts'
import { pipelineHealth } from './dashboards/pipeline-health.ts'
import { serviceMap } from './dashboards/service-map.ts'
import { serviceRed } from './dashboards/service-red.ts'
import { slo } from './dashboards/slo.ts'

/** All dashboards, in the order in which one looks at them. */
export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  serviceRed,
  database,
  externalApis,
  batchFleet,
  batchRun,
  slo,
  hostRuntime,
  pipelineHealth,
  serviceMap,
]
