import type { VNode } from 'preact'
import { formatDuration } from '../format-duration.ts'
import { formatBytes, formatPercent } from '../format-number.ts'
import { Badge } from '../parts/badge.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'
import { toneOfNumber } from '../tone.ts'

type ProcessData = PageData['resources'][number]

const COLUMNS: readonly Column<ProcessData>[] = [
  {
    title: 'Process',
    isWide: true,
    hint: 'Service and process id',
    order: ({ service }) => service,
    cell: ({ service, pid, instanceId }) => (
      <span title={instanceId}>
        <b>{service}</b> <span class="faint">{pid}</span>
      </span>
    ),
  },
  {
    title: 'State',
    hint: 'Whether it runs',
    cell: ({ alive }) => <Badge word={alive ? 'running' : 'gone'} tone={alive ? 'ok' : 'error'} />,
  },
  numberColumn('CPU', 'Of one core: 100 % is all of it', ({ cpuPercent }) => cpuPercent, formatPercent),
  numberColumn('Memory', 'Resident memory of the process', ({ memoryBytes }) => memoryBytes, formatBytes),
  numberColumn('Heap', 'Heap of V8 that is in use', ({ heapUsedBytes }) => heapUsedBytes, formatBytes, true),
  {
    title: 'Loop busy',
    hint: 'Part of the time that the event loop was busy: near 100 % it answers late',
    isNumber: true,
    order: ({ eventLoopPercent }) => eventLoopPercent ?? -1,
    cell({ eventLoopPercent: percent }) {
      if (percent === null) return <i class="faint">–</i>
      const tone = toneOfNumber('eventLoopPercent', percent)
      return <span class={tone === null ? '' : `${tone}-text`}>{formatPercent(percent)}</span>
    },
  },
  numberColumn(
    'Delay p99',
    '99 % of the turns of the event loop were late by at most this long',
    ({ eventLoopDelaySeconds }) => eventLoopDelaySeconds,
    formatDuration,
    true,
  ),
  numberColumn('Up', 'Since the process started', ({ uptimeSeconds }) => uptimeSeconds, formatDuration, true),
]

/** The processes that report, or did. */
export function ProcessTable({ resources }: { readonly resources: readonly ProcessData[] }): VNode {
  return <Table label="Processes" rows={resources} columns={COLUMNS} keyOf={({ instanceId }) => instanceId} />
}

function numberColumn(
  title: string,
  hint: string,
  read: (row: ProcessData) => number | null,
  format: (value: number) => string,
  isExtra = false,
): Column<ProcessData> {
  return {
    title,
    hint,
    isNumber: true,
    isExtra,
    order: (row) => read(row) ?? -1,
    cell(row) {
      const value = read(row)
      return value === null ? <i class="faint">–</i> : format(value)
    },
  }
}
