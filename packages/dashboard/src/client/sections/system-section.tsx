import type { VNode } from 'preact'
import { Chart } from '../charts/chart.tsx'
import type { TimeWindow } from '../charts/time-window.ts'
import { formatBytes, formatPercent } from '../format-number.ts'
import { Empty } from '../parts/empty.tsx'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'
import type { PageData } from '../serialized.ts'
import { DeliveryTable } from './delivery-table.tsx'
import { ProcessTable } from './process-table.tsx'

interface SystemSectionProps {
  readonly info: PageData['systemInfo']
  readonly resources: PageData['resources']
  readonly window: TimeWindow
}

/** The machine, the processes, and what becomes of their telemetry. */
export function SystemSection({ info, resources, window }: SystemSectionProps): VNode {
  return (
    <Section id="system" title="System" hint="Machine, processes and their telemetry">
      <div class="charts">
        <Chart
          title="In use"
          hint="Part of the machine, or of its container, that is in use"
          window={window}
          max={100}
          queries={[
            {
              query: 'max by (cryo_resource) (cryo_system_usage)',
              name: ({ cryo_resource: resource = '' }) => resource,
            },
          ]}
          format={formatPercent}
          empty="Not sampled in this time, or another process reports this machine."
        />
        <Chart
          title="Event loop"
          hint="Part of the time that the event loop of each service was busy: near 100 % it answers late"
          window={window}
          max={100}
          queries={[
            {
              query: 'max by (service_name) (nodejs_eventloop_utilization_ratio) * 100',
              name: ({ service_name: service = '' }) => service,
            },
          ]}
          format={formatPercent}
          empty="No process reported in this time."
        />
      </div>
      <h3>Processes</h3>
      {resources.length === 0 ? (
        <Empty text="No process has reported yet." />
      ) : (
        <ProcessTable resources={resources} />
      )}
      <h3>Telemetry</h3>
      {info.pipeline.length === 0 ? (
        <Empty text="Nothing has been recorded yet." />
      ) : (
        <DeliveryTable pipeline={info.pipeline} forwardsTo={info.forwardsTo} />
      )}
      <h3>Where</h3>
      <Facts
        facts={[
          ['Host', info.hostName],
          ['Platform', info.platform],
          ['Cores', info.cores],
          ['Memory', formatBytes(info.memoryTotalBytes)],
          ['Node', info.nodeVersion],
          ['Hub', info.hubVersion],
          ['Folder', info.monitoringDir],
          ['Forwards to', info.forwardsTo ?? 'nowhere'],
        ]}
      />
    </Section>
  )
}
