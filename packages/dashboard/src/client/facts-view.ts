import { createCellView, type CellView } from './cell-view.ts'
import { element } from './element.ts'
import { inOrder } from './key-order.ts'
import { createKeyedNodes, type Keyed } from './keyed-nodes.ts'
import { labelOf } from './label.ts'
import type { Fields } from './serialized.ts'
import { createSparkline, type Sparkline } from './sparkline.ts'
import type { View } from './view.ts'

interface Fact extends Keyed {
  readonly cell: CellView
  readonly line: Sparkline | null
}

/** Keys whose course says more than the moment; totals only rise. */
const HAS_COURSE = /(?:PerSecond|Ratio|Seconds|Percent)$|^active$/

/** So many facts stand in one line. */
const FEW = 2

/** Makes a list of names and values; one of figures only is set large, with the course of each. */
export function createFactsView(): View<Fields> {
  const node = element('dl', 'facts')
  const facts = createKeyedNodes(node, (key) => createFact(key, node.classList.contains('figures')))
  return {
    node,
    update(value, scene) {
      const keys = inOrder(Object.keys(value))
      if (node.firstChild === null) {
        const figures = keys.every((key) => value[key] === null || typeof value[key] === 'number')
        node.classList.toggle('figures', figures && keys.length > FEW)
      }
      node.classList.toggle('few', keys.length <= FEW)
      for (const [key, { cell, line }] of facts(keys)) {
        const one = value[key]
        cell.update(one, scene)
        line?.add(typeof one === 'number' ? one : null)
      }
    },
  }
}

function createFact(key: string, large: boolean): Fact {
  const value = element('dd')
  const node = element('div', '', element('dt', '', labelOf(key)), value)
  const line = large && HAS_COURSE.test(key) ? createSparkline() : null
  if (line !== null) node.append(line.node)
  return { node, cell: createCellView(key, value), line }
}
