import type { VNode } from 'preact'
import type { TimeWindow } from '../charts/time-window.ts'
import { Steady } from '../parts/steady.tsx'
import { AlertsSection } from '../sections/alerts-section.tsx'
import { BatchSection } from '../sections/batch-section.tsx'
import { CallsSection } from '../sections/calls-section.tsx'
import { ErrorsSection } from '../sections/errors-section.tsx'
import { HealthSection } from '../sections/health-section.tsx'
import { OperationsSection } from '../sections/operations-section.tsx'
import { RequestsSection } from '../sections/requests-section.tsx'
import { SpansSection } from '../sections/spans-section.tsx'
import { SystemSection } from '../sections/system-section.tsx'
import type { PageData } from '../serialized.ts'

interface OverviewProps {
  readonly data: PageData
  readonly window: TimeWindow
}

/** Everything at a glance. */
export function Overview({ data, window }: OverviewProps): VNode {
  const { alerts, progress, errors, performance, operations, health, systemInfo, resources } = data
  const { routes, requests } = performance
  return (
    <>
      <Steady of={AlertsSection} with={{ alerts }} />
      <Steady of={BatchSection} with={{ jobs: progress, window }} />
      <Steady of={ErrorsSection} with={{ errors, window }} />
      <Steady of={RequestsSection} with={{ routes, active: requests.active, window }} />
      <Steady of={OperationsSection} with={{ operations, window }} />
      <Steady of={CallsSection} with={{ performance, window }} />
      <Steady of={HealthSection} with={{ health, window }} />
      <Steady of={SystemSection} with={{ info: systemInfo, resources, window }} />
      <Steady of={SpansSection} with={{ spans: systemInfo.spans }} />
    </>
  )
}
