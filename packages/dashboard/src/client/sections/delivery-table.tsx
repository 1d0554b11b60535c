import type { VNode } from 'preact'
import { formatNumber } from '../format-number.ts'
import { Ago } from '../parts/ago.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'

type SignalData = PageData['systemInfo']['pipeline'][number]

interface DeliveryTableProps {
  readonly pipeline: readonly SignalData[]
  readonly forwardsTo: string | null
}

/** What became of the telemetry: all that was produced was delivered, waits, or was dropped for a reason. */
export function DeliveryTable({ pipeline, forwardsTo }: DeliveryTableProps): VNode {
  const columns: readonly Column<SignalData>[] = [
    { title: 'Signal', isWide: true, hint: 'Traces, metrics or logs', cell: ({ signal }) => <b>{signal}</b> },
    count('Produced', 'Items recorded', ({ produced }) => produced),
    count(
      'Delivered',
      forwardsTo === null ? 'Items kept here: nothing is forwarded' : `Items that ${forwardsTo} took`,
      ({ delivered }) => delivered,
    ),
    count('Waiting', 'Items in the spool on disk, until they can be delivered', ({ spooled }) => spooled),
    {
      title: 'Dropped',
      hint: 'Items that are lost, by reason',
      isNumber: true,
      cell({ dropped }) {
        const reasons = Object.entries(dropped).filter(([, lost]) => lost > 0)
        if (reasons.length === 0) return <i class="faint">0</i>
        return (
          <b class="warning-text">
            {reasons
              .map(([reason, lost]) => `${formatNumber(lost)} ${reason.replaceAll('_', ' ')}`)
              .join(', ')}
          </b>
        )
      },
    },
    {
      title: 'Last lost',
      hint: 'When something was lost last',
      isNumber: true,
      isExtra: true,
      cell: ({ lastDroppedAt }) => <Ago at={lastDroppedAt} />,
    },
  ]
  return <Table label="Telemetry" rows={pipeline} columns={columns} keyOf={({ signal }) => signal} />
}

function count(title: string, hint: string, read: (row: SignalData) => number): Column<SignalData> {
  return {
    title,
    hint,
    isNumber: true,
    cell(row) {
      const value = read(row)
      return value === 0 ? <i class="faint">0</i> : formatNumber(value)
    },
  }
}
