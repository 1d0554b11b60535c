import { createCellView, type CellView } from './cell-view.ts'
import { columnsOf, foldedText, rowKeys } from './columns.ts'
import { element, setText } from './element.ts'
import { labelOf } from './label.ts'
import type { Fields } from './serialized.ts'
import type { Scene, View } from './view.ts'

const ROWS_AT_FIRST = 10
const NARROW_COLUMNS = 5

interface Row {
  readonly node: HTMLTableRowElement
  readonly cells: ReadonlyMap<string, CellView>
}

/**
 * Makes a table of objects: a row stays the same element while its thing is listed, so that selection, focus and
 * scroll position survive. Rows do not change places under the pointer.
 */
export function createTableView(label: string, hide: readonly string[]): View<readonly Fields[]> {
  const head = element('tr')
  const body = element('tbody')
  const table = element('table', '', element('thead', '', head), body)
  const box = element('div', 'scroll', table)
  const showAll = element('button', 'more')
  showAll.type = 'button'
  const node = element('div', 'table', box, showAll)
  const rows = new Map<string, Row>()
  let columns: readonly string[] = []
  let expanded = false
  let latest: { value: readonly Fields[]; scene: Scene } | null = null

  showAll.addEventListener('click', () => {
    expanded = !expanded
    if (latest !== null) update(latest.value, latest.scene)
  })
  watchOverflow(box, table, label)

  function setColumns(next: readonly string[], sample: readonly Fields[]): void {
    if (next === columns) return
    columns = next
    rows.clear()
    body.replaceChildren()
    head.replaceChildren(...columns.map((column) => createHead(column, sample)))
    node.classList.toggle('narrow', columns.length <= NARROW_COLUMNS && !columns.includes('message'))
  }

  function update(value: readonly Fields[], scene: Scene): void {
    latest = { value, scene }
    const hidden = new Set(scene.singleService ? [...hide, 'service'] : hide)
    setColumns(columnsOf(value, hidden, columns), value)
    const shown = expanded ? value : value.slice(0, ROWS_AT_FIRST)
    const keys = rowKeys(shown)
    removeRows(rows, new Set(keys))
    const nodes = shown.map((fields, index) => {
      const row = rows.get(keys[index]!) ?? createRow(columns, isNumeric)
      rows.set(keys[index]!, row)
      for (const [column, cell] of row.cells) cell.update(fields[column], scene, foldedText(fields, column))
      return row.node
    })
    place(body, nodes)
    showAll.hidden = value.length <= ROWS_AT_FIRST
    setText(showAll, expanded ? 'Show fewer' : `Show all ${value.length}`)
    showAll.setAttribute('aria-expanded', String(expanded))
  }

  function isNumeric(column: string): boolean {
    return head.children[columns.indexOf(column)]?.className === 'numeric'
  }

  return { node, update }
}

function createHead(column: string, sample: readonly Fields[]): HTMLTableCellElement {
  const cell = element('th', numericColumn(column, sample) ? 'numeric' : '', labelOf(column))
  if (column === 'message') cell.className = 'message'
  cell.scope = 'col'
  return cell
}

/** Figures stand right-aligned; bars and ids do not. */
function numericColumn(column: string, rows: readonly Fields[]): boolean {
  return (
    !column.endsWith('Percentage') && column !== 'pid' && rows.some((row) => typeof row[column] === 'number')
  )
}

function createRow(columns: readonly string[], isNumeric: (column: string) => boolean): Row {
  const cells = new Map<string, CellView>()
  const node = element('tr')
  for (const [index, column] of columns.entries()) {
    const cell = element(index === 0 ? 'th' : 'td', isNumeric(column) ? 'numeric' : '')
    if (index === 0) cell.scope = 'row'
    if (column === 'message') cell.classList.add('message')
    node.append(cell)
    cells.set(column, createCellView(column, cell))
  }
  return { node, cells }
}

function removeRows(rows: Map<string, Row>, keep: ReadonlySet<string>): void {
  for (const [key, row] of rows) {
    if (keep.has(key)) continue
    row.node.remove()
    rows.delete(key)
  }
}

function place(body: HTMLElement, nodes: readonly HTMLElement[]): void {
  const busy = body.matches(':hover, :focus-within')
  for (const [index, node] of nodes.entries()) {
    const there = body.children[index] ?? null
    if (there === node || (busy && node.parentNode === body)) continue
    body.insertBefore(node, there)
  }
}

/** A box that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
function watchOverflow(box: HTMLElement, table: HTMLElement, label: string): void {
  const observer = new ResizeObserver(() => {
    const overflows = box.scrollWidth > box.clientWidth
    box.tabIndex = overflows ? 0 : -1
    if (overflows) {
      box.setAttribute('role', 'region')
      box.setAttribute('aria-label', label)
    } else {
      box.removeAttribute('tabindex')
      box.removeAttribute('role')
      box.removeAttribute('aria-label')
    }
  })
  observer.observe(box)
  observer.observe(table)
}
