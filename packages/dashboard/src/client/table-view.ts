import { createCellView, type CellView } from './cell-view.ts'
import { columnsOf, foldOf, rowKeys } from './columns.ts'
import { element, setAttribute, setText } from './element.ts'
import { createKeyedNodes, type Keyed } from './keyed-nodes.ts'
import { labelOf } from './label.ts'
import type { Fields } from './serialized.ts'
import type { Scene, View } from './view.ts'

const ROWS_AT_FIRST = 10
const NARROW_COLUMNS = 5

interface Row extends Keyed {
  readonly cells: ReadonlyMap<string, CellView>
}

/**
 * Makes a table of objects: a row stays the same element while its thing is listed, so that selection, focus and
 * scroll position survive.
 */
export function createTableView(
  label: string,
  hide: readonly string[],
  describe: (row: Fields, nowMs: number) => Fields = (row) => row,
): View<readonly Fields[]> {
  const head = element('tr')
  const body = element('tbody')
  const table = element('table', '', element('thead', '', head), body)
  const box = element('div', 'scroll', table)
  const showAll = element('button', 'more')
  showAll.type = 'button'
  const node = element('div', 'table', box, showAll)
  let columns: readonly string[] = []
  let rows = createKeyedNodes(body, () => createRow([]))
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
    const made = next.map((key) => ({ key, className: classOf(key, sample) }))
    head.replaceChildren(...made.map(createHead))
    body.replaceChildren()
    rows = createKeyedNodes(body, () => createRow(made))
    node.classList.toggle('narrow', next.length <= NARROW_COLUMNS && !next.includes('message'))
  }

  function update(value: readonly Fields[], scene: Scene): void {
    latest = { value, scene }
    show(
      value.map((row) => describe(row, scene.nowMs)),
      scene,
    )
  }

  function show(value: readonly Fields[], scene: Scene): void {
    const hidden = new Set(scene.singleService ? [...hide, 'service'] : hide)
    setColumns(columnsOf(value, hidden, columns), value)
    const shown = expanded ? value : value.slice(0, ROWS_AT_FIRST)
    for (const [index, [, { cells }]] of rows(rowKeys(shown)).entries()) {
      const fields = shown[index]!
      for (const [key, cell] of cells) cell.update(fields[key], scene, foldOf(fields, key))
    }
    showAll.hidden = value.length <= ROWS_AT_FIRST
    setText(showAll, expanded ? 'Show fewer' : `Show all ${value.length}`)
    setAttribute(showAll, 'aria-expanded', String(expanded))
  }

  return { node, update }
}

interface Column {
  readonly key: string
  readonly className: string
}

const FIGURES = /(?:Seconds|Bytes|Percent|PerSecond|Ratio)$/

/** Figures stand right-aligned; bars and ids do not. */
function classOf(key: string, rows: readonly Fields[]): string {
  if (key === 'message') return 'message'
  if (key === 'pid' || key.endsWith('Percentage')) return ''
  return FIGURES.test(key) || rows.some((row) => typeof row[key] === 'number') ? 'numeric' : ''
}

function createHead({ key, className }: Column): HTMLTableCellElement {
  const cell = element('th', className, labelOf(key))
  cell.scope = 'col'
  return cell
}

function createRow(columns: readonly Column[]): Row {
  const cells = new Map<string, CellView>()
  const node = element('tr')
  for (const [index, { key, className }] of columns.entries()) {
    const cell = element(index === 0 ? 'th' : 'td', className)
    if (index === 0) cell.scope = 'row'
    node.append(cell)
    cells.set(key, createCellView(key, cell))
  }
  return { node, cells }
}

/** A box that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
function watchOverflow(box: HTMLElement, table: HTMLElement, label: string): void {
  const observer = new ResizeObserver(() => {
    const overflows = box.scrollWidth > box.clientWidth
    setAttribute(box, 'tabindex', overflows ? '0' : null)
    setAttribute(box, 'role', overflows ? 'region' : null)
    setAttribute(box, 'aria-label', overflows ? label : null)
  })
  observer.observe(box)
  observer.observe(table)
}
