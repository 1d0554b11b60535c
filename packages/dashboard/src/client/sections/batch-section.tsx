import type { VNode } from 'preact'
import { Chart } from '../charts/chart.tsx'
import { rateWindow, type TimeWindow } from '../charts/time-window.ts'
import { formatRate } from '../format-number.ts'
import { useNow } from '../page-context.ts'
import { Empty } from '../parts/empty.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import { openJob, runColumns } from '../runs/run-columns.tsx'
import type { JobData } from '../runs/run-remarks.ts'

/** How batch jobs get on. */
export function BatchSection({
  jobs,
  window,
}: {
  readonly jobs: readonly JobData[]
  readonly window: TimeWindow
}): VNode {
  const nowMs = useNow()
  return (
    <Section
      id="progress"
      title="Batch jobs"
      hint="Loops in trackProgress, in all processes"
      count={jobs.length}
    >
      {jobs.length === 0 ? (
        <Empty
          text="No batch job has run. Wrap a loop:"
          call="for (const row of trackProgress('name', rows)) …"
        />
      ) : (
        <>
          <Table label="Batch jobs" rows={jobs} columns={runColumns(nowMs)} keyOf={openJob} rowHeight={56} />
          <div class="charts">
            <Chart
              title="Items a second"
              hint="Items that each job processed, a second"
              window={window}
              queries={[
                {
                  query: `sum by (cryo_job_name) (rate(cryo_progress_items_total[${rateWindow(window)}]))`,
                  name: ({ cryo_job_name: job = '' }) => job,
                },
              ]}
              format={formatRate}
              empty="No job ran in this time."
            />
            <Chart
              title="Items that failed a minute"
              hint="Items that each job counted as failed, a minute"
              window={window}
              queries={[
                {
                  query: `sum by (cryo_job_name) (rate(cryo_progress_items_total{cryo_outcome="failure"}[${rateWindow(window)}])) * 60`,
                  name: ({ cryo_job_name: job = '' }) => job,
                },
              ]}
              format={(value) => formatRate(value).replace('/s', '/min')}
              empty="Nothing failed in this time."
            />
          </div>
        </>
      )}
    </Section>
  )
}
