import { createCellView, type CellView } from './cell-view.ts'
import { element } from './element.ts'
import { inOrder } from './key-order.ts'
import { labelOf } from './label.ts'
import type { Fields } from './serialized.ts'
import { createSparkline, type Sparkline } from './sparkline.ts'
import type { View } from './view.ts'

interface Fact {
  readonly item: HTMLElement
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
  const facts = new Map<string, Fact>()
  let figures = false

  function add(key: string): Fact {
    const value = element('dd')
    const item = element('div', '', element('dt', '', labelOf(key)), value)
    const line = figures && HAS_COURSE.test(key) ? createSparkline() : null
    if (line !== null) item.append(line.node)
    node.append(item)
    const fact = { item, cell: createCellView(key, value), line }
    facts.set(key, fact)
    return fact
  }

  return {
    node,
    update(value, scene) {
      const keys = inOrder(Object.keys(value))
      if (facts.size === 0) {
        figures =
          keys.length > FEW && keys.every((key) => value[key] === null || typeof value[key] === 'number')
        node.classList.toggle('figures', figures)
        node.classList.toggle('few', keys.length <= FEW)
      }
      for (const [key, { item }] of facts) {
        if (Object.hasOwn(value, key)) continue
        item.remove()
        facts.delete(key)
      }
      for (const key of keys) {
        const one = value[key]
        const { cell, line } = facts.get(key) ?? add(key)
        cell.update(one, scene)
        line?.add(typeof one === 'number' ? one : null)
      }
    },
  }
}
