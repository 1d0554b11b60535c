import { createBlockView } from './block-view.ts'
import { element, setText } from './element.ts'
import { createKeyedNodes, type Keyed } from './keyed-nodes.ts'
import { labelOf } from './label.ts'
import { HIDDEN_KEYS, SECTION_HINTS, SECTION_ORDER } from './sections.ts'
import { type Fields, isFields } from './serialized.ts'
import type { Scene } from './view.ts'

interface NavLink extends Keyed {
  readonly count: HTMLElement
}

/**
 * Makes the sections of the page: known ones in their order, unknown keys of the data behind them.
 *
 * @param nav - Gets a link to each.
 */
export function createPageView(
  main: HTMLElement,
  nav: HTMLElement,
): { update(data: Fields, nowMs: number): void } {
  const ids = createIds()
  const links = createKeyedNodes(nav, (key) => createLink(key, ids(key)))
  const sections = createKeyedNodes(main, (key) => {
    const view = createBlockView(key, 'section')
    view.node.id = ids(key)
    return view
  })
  return {
    update(data, nowMs) {
      const scene: Scene = { nowMs, singleService: servicesIn(data).size <= 1 }
      const known = SECTION_ORDER.filter((key) => Object.hasOwn(data, key))
      const others = Object.keys(data).filter((key) => !known.includes(key) && !HIDDEN_KEYS.has(key))
      const keys = [...known, ...others]
      for (const [key, { count }] of links(keys)) {
        const value = data[key]
        setText(count, Array.isArray(value) && value.length > 0 ? String(value.length) : '')
      }
      for (const [key, view] of sections(keys)) view.update(data[key], scene)
    },
  }
}

/** Unknown keys are data: only a number of ours goes into their id. */
function createIds(): (key: string) => string {
  const numbers = new Map<string, number>()
  return (key) => {
    if (SECTION_ORDER.includes(key)) return key
    const number = numbers.get(key) ?? numbers.size + 1
    numbers.set(key, number)
    return `section-${number}`
  }
}

function createLink(key: string, id: string): NavLink {
  const count = element('span', 'count')
  const node = element('a', '', SECTION_HINTS.get(key)?.title ?? labelOf(key), count)
  node.href = `#${id}`
  return { node, count }
}

/** All services that the data speaks of. */
function servicesIn(value: unknown, found: Set<unknown> = new Set()): Set<unknown> {
  if (Array.isArray(value)) for (const one of value) servicesIn(one, found)
  else if (isFields(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'service') found.add(one)
      else if (typeof one === 'object') servicesIn(one, found)
    }
  }
  return found
}
