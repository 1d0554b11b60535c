import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Chart } from '../charts/chart.tsx'
import { rateWindow, type TimeWindow } from '../charts/time-window.ts'
import { ERROR_COLUMNS, type ErrorGroupData, openError } from '../errors/error-columns.tsx'
import { formatNumber, formatRate } from '../format-number.ts'
import { Empty } from '../parts/empty.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'

interface ErrorsSectionProps {
  readonly errors: PageData['errors']
  readonly window: TimeWindow
}

/** So many come with each event; there may be more. */
const SHOWN = 50

/** Errors by their cause. */
export function ErrorsSection({ errors, window }: ErrorsSectionProps): VNode {
  const [all, setAll] = useState<readonly ErrorGroupData[] | null>(null)
  async function showAll(): Promise<void> {
    const response = await fetch('monitoring/api/errors')
    const { groups } = (await response.json()) as { readonly groups: readonly ErrorGroupData[] }
    setAll(groups)
  }
  const rows = all ?? errors.groups
  return (
    <Section
      id="errors"
      title="Errors"
      hint="Errors by cause, over all runs"
      count={rows.length}
      aside={`${formatNumber(errors.total)} since the start`}
    >
      {rows.length === 0 ? (
        <Empty
          text="No error since the start. Tracked calls report theirs; any other by"
          call="recordError(error)"
        />
      ) : (
        <>
          <Table
            label="Errors by cause"
            rows={rows}
            columns={ERROR_COLUMNS}
            keyOf={openError}
            rowHeight={56}
          />
          {all === null && errors.groups.length >= SHOWN && (
            <button class="more" onClick={() => void showAll()}>
              Show all groups
            </button>
          )}
          <div class="charts">
            <Chart
              title="Errors a minute"
              hint="Errors recorded a minute, by type"
              window={window}
              queries={[
                {
                  query: `sum by (error_type) (rate(cryo_errors_total[${rateWindow(window)}])) * 60`,
                  name: ({ error_type: type = 'Error' }) => type,
                },
              ]}
              format={(value) => formatRate(value).replace('/s', '/min')}
              empty="No error was recorded in this time."
            />
          </div>
        </>
      )}
    </Section>
  )
}
