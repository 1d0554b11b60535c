import type { VNode } from 'preact'
import type { TimeWindow } from '../charts/time-window.ts'
import { formatDuration } from '../format-duration.ts'
import { formatNumber } from '../format-number.ts'
import { Ago } from '../parts/ago.tsx'
import { Badge } from '../parts/badge.tsx'
import { Empty } from '../parts/empty.tsx'
import { Section } from '../parts/section.tsx'
import { StatusStrip } from '../parts/status-strip.tsx'
import { Table, type Column } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'
import { useCheckHistory } from './use-check-history.ts'

type CheckData = PageData['health']['system'][number]

interface HealthSectionProps {
  readonly health: PageData['health']
  readonly window: TimeWindow
}

/** Checks of databases, endpoints and the system, now and over time. */
export function HealthSection({ health, window }: HealthSectionProps): VNode {
  const historyOf = useCheckHistory(window.endMs)
  const columns: readonly Column<CheckData>[] = [
    { title: 'Status', hint: 'ok, warning, error or unknown', cell: ({ status }) => <Badge word={status} /> },
    {
      title: 'Check',
      isWide: true,
      hint: 'Name of the check; below it what it found',
      cell: ({ service, name, message, required }) => (
        <>
          <b>{name}</b> <span class="faint">{service}</span>
          {required && (
            <span class="remark faint" title="The service is ready only while this passes">
              required
            </span>
          )}
          <div class="sub">{message}</div>
        </>
      ),
    },
    {
      title: 'Over time',
      hint: 'What it was over the time that is chosen',
      isExtra: true,
      cell({ service, name }) {
        const statuses = historyOf(service, name)
        return statuses === undefined ? null : <StatusStrip statuses={statuses} label={name} />
      },
    },
    {
      title: 'Took',
      hint: 'How long the last check took',
      isNumber: true,
      cell: ({ durationSeconds }) =>
        durationSeconds === null ? <i class="faint">–</i> : formatDuration(durationSeconds),
    },
    {
      title: 'In a row',
      hint: 'Failures in a row',
      isNumber: true,
      isExtra: true,
      cell: ({ failuresInARow }) =>
        failuresInARow === 0 ? (
          <i class="faint">0</i>
        ) : (
          <b class="warning-text">{formatNumber(failuresInARow)}</b>
        ),
    },
    {
      title: 'Checked',
      hint: 'When it was checked last',
      isNumber: true,
      isExtra: true,
      cell: ({ checkedAt }) => <Ago at={checkedAt} />,
    },
  ]
  const table = (label: string, checks: readonly CheckData[]): VNode => (
    <Table
      label={label}
      rows={checks}
      columns={columns}
      keyOf={({ service, name }) => `${service} ${name}`}
      rowHeight={48}
    />
  )
  return (
    <Section
      id="health"
      title="Health"
      hint="Checks, now and over time"
      aside={<Badge word={health.status} />}
    >
      <h3>Databases</h3>
      {health.database.length === 0 ? (
        <Empty text="No database is watched. To watch one:" call="monitor.watchDatabase('name', pool)" />
      ) : (
        table('Databases', health.database)
      )}
      <h3>Endpoints</h3>
      {health.api.length === 0 ? (
        <Empty text="No endpoint is known. To watch one:" call="monitor.watchEndpoint('name', url)" />
      ) : (
        table('Endpoints', health.api)
      )}
      <h3>System</h3>
      {health.system.length === 0 ? (
        <Empty
          text="Nothing has been checked yet. To add a check:"
          call="monitor.addHealthCheck('name', () => …)"
        />
      ) : (
        table('System', health.system)
      )}
    </Section>
  )
}
