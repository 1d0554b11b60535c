import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { formatNumber } from '../format-number.ts'
import { Table } from '../parts/table.tsx'
import { describeLabels } from './describe-labels.ts'

interface Row {
  readonly name: string
  readonly value: string
}

interface InstantAnswer {
  readonly status: string
  readonly data?: {
    readonly resultType: string
    readonly result: unknown
  }
}

/** The newest values that a query has. @param timeMs - When it is asked for. */
export function ResultTable({
  query,
  timeMs,
}: {
  readonly query: string
  readonly timeMs: number
}): VNode | null {
  const [rows, setRows] = useState<readonly Row[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const parameters = new URLSearchParams({ query, time: String(timeMs / 1000) })
        const response = await fetch(`api/v1/query?${parameters.toString()}`, { signal: leaving.signal })
        const found = rowsOf((await response.json()) as InstantAnswer)
        if (!leaving.signal.aborted) setRows(found)
      } catch {
        // What is wrong with the query stands above the chart.
      }
    }
    void ask()
    return () => leaving.abort()
  }, [query, timeMs])
  if (rows.length === 0) return null
  return (
    <Table
      label="Values"
      cutRows={40}
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        {
          title: 'Series',
          isWide: true,
          hint: 'Name and labels',
          order: ({ name }) => name,
          cell: ({ name }) => <code>{name}</code>,
        },
        {
          title: 'Value',
          hint: 'The newest value in the time that is chosen',
          isNumber: true,
          order: ({ value }) => Number(value),
          cell: ({ value }) => (
            <b title={value}>{Number.isFinite(Number(value)) ? formatNumber(Number(value)) : value}</b>
          ),
        },
      ]}
    />
  )
}

function rowsOf({ status, data }: InstantAnswer): Row[] {
  if (status !== 'success' || data === undefined || !Array.isArray(data.result)) return []
  if (data.resultType === 'scalar' || data.resultType === 'string')
    return [{ name: data.resultType, value: String(data.result[1]) }]
  const vector = data.result as readonly {
    readonly metric: Record<string, string>
    readonly value?: readonly [number, string]
  }[]
  return vector.flatMap(({ metric, value }) =>
    value === undefined ? [] : [{ name: describeLabels(metric), value: value[1] }],
  )
}
