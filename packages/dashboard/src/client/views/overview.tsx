import type { VNode } from 'preact'
import type { TimeWindow } from '../charts/time-window.ts'
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

/** Everything at a glance. */
export function Overview({ data, window }: { readonly data: PageData; readonly window: TimeWindow }): VNode {
  const { performance, systemInfo } = data
  return (
    <>
      <AlertsSection alerts={data.alerts} />
      <BatchSection jobs={data.progress} window={window} />
      <ErrorsSection errors={data.errors} window={window} />
      <RequestsSection routes={performance.routes} active={performance.requests.active} window={window} />
      <OperationsSection operations={data.operations} window={window} />
      <CallsSection performance={performance} window={window} />
      <HealthSection health={data.health} window={window} />
      <SystemSection
        info={systemInfo}
        resources={data.resources}
        application={data.application}
        window={window}
      />
      <SpansSection spans={systemInfo.spans} />
    </>
  )
}
