import type { ComponentChildren, VNode } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { useVisibleRows } from './use-visible-rows.ts'

/** One column of a table. */
export interface Column<Row> {
  readonly title: string
  /** What the figure means, with its unit, on hover. */
  readonly hint: string
  readonly cell: (row: Row) => ComponentChildren
  /** What rows are ordered by; none: they cannot be, by this column. */
  readonly order?: (row: Row) => number | string
  readonly isNumber?: boolean
  /** Takes the room that the others leave. */
  readonly isWide?: boolean
  /** Left out where the window is narrow. */
  readonly isExtra?: boolean
}

interface TableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** Rows that are shown until somebody asks for all; 10 by default. */
  readonly cutRows?: number
  /** In pixels; 34 by default. */
  readonly rowHeight?: number
  /** Class of a row. */
  readonly classOf?: (row: Row) => string
}

interface Order {
  readonly column: number
  readonly isDescending: boolean
}

const ROW_HEIGHT = 34
/** Longer tables are cut until somebody asks for all. */
const CUT_ROWS = 10

/** A table whose columns can be ordered; of very many rows only those in view are made. */
export function Table<Row>(props: TableProps<Row>): VNode {
  const { label, rows, columns, keyOf, rowHeight = ROW_HEIGHT, cutRows = CUT_ROWS } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [order, setOrder] = useState<Order | null>(null)
  const [isWhole, setWhole] = useState(false)
  const ordered = useMemo(() => inOrder(rows, columns, order), [rows, order])
  const shown = isWhole || rows.length <= cutRows + 2 ? ordered.length : cutRows
  // A row that was made before is the same: while the table is scrolled, only what comes into view is made.
  const made = useMemo(() => new Map<Row, VNode>(), [rows, columns])
  const rowOf = (row: Row): VNode => {
    const known = made.get(row)
    if (known !== undefined) return known
    const fresh = (
      <tr key={keyOf(row)} class={props.classOf?.(row)} style={{ height: `${rowHeight}px` }}>
        {columns.map((column) => (
          <td key={column.title} class={cellClass(column)}>
            {column.cell(row)}
          </td>
        ))}
      </tr>
    )
    made.set(row, fresh)
    return fresh
  }
  const { first, end } = useVisibleRows(body, shown, rowHeight)
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={label}>
        <table aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <Head
                  key={column.title}
                  column={column}
                  direction={
                    order?.column === index ? (order.isDescending ? 'descending' : 'ascending') : null
                  }
                  onOrder={() => setOrder((before) => nextOrder(before, index, column.isNumber === true))}
                />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {first > 0 && <Gap columns={columns.length} height={first * rowHeight} />}
            {ordered.slice(first, end).map(rowOf)}
            {end < shown && <Gap columns={columns.length} height={(shown - end) * rowHeight} />}
          </tbody>
        </table>
      </div>
      {shown < rows.length && (
        <button class="more" onClick={() => setWhole(true)}>
          Show all {rows.length}
        </button>
      )}
    </>
  )
}

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly direction: 'ascending' | 'descending' | null
  readonly onOrder: () => void
}

function Head<Row>({ column, direction, onOrder }: HeadProps<Row>): VNode {
  const { title, hint, order } = column
  return (
    <th scope="col" class={cellClass(column)} aria-sort={direction ?? 'none'} title={hint}>
      {order === undefined ? title : <button onClick={onOrder}>{title}</button>}
    </th>
  )
}

function Gap({ columns, height }: { readonly columns: number; readonly height: number }): VNode {
  return (
    <tr class="gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  )
}

function cellClass<Row>({ isNumber, isWide, isExtra }: Column<Row>): string {
  const classes = [isNumber === true && 'number', isWide === true && 'wide', isExtra === true && 'extra']
  return classes.filter((name) => name !== false).join(' ')
}

/** Figures begin with the highest, names with the first; the third click brings back the order as it came. */
function nextOrder(before: Order | null, column: number, isNumber: boolean): Order | null {
  if (before?.column !== column) return { column, isDescending: isNumber }
  return before.isDescending === isNumber ? { column, isDescending: !isNumber } : null
}

function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const by = order === null ? undefined : columns[order.column]?.order
  if (order === null || by === undefined) return rows
  const sign = order.isDescending ? -1 : 1
  return rows.toSorted((left, right) => {
    const [a, b] = [by(left), by(right)]
    return (
      sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)))
    )
  })
}
