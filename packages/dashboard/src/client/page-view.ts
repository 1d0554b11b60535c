import { createBlockView } from './block-view.ts'
import { element, setText } from './element.ts'
import { labelOf } from './label.ts'
import { HIDDEN_KEYS, SECTION_HINTS, SECTION_ORDER } from './sections.ts'
import { type Fields, isFields } from './serialized.ts'
import type { Scene, View } from './view.ts'

interface Section {
  readonly view: View<unknown>
  readonly link: HTMLElement
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
  const sections = new Map<string, Section>()
  let made = 0

  function add(key: string): Section {
    const view = createBlockView(key, 'section')
    // Unknown keys are data: only a number of ours goes into an id.
    const id = SECTION_ORDER.includes(key) ? key : `section-${++made}`
    view.node.id = id
    const count = element('span', 'count')
    const link = element('a', '', SECTION_HINTS.get(key)?.title ?? labelOf(key), count)
    link.href = `#${id}`
    const section = { view, link, count }
    sections.set(key, section)
    main.append(view.node)
    nav.append(link)
    return section
  }

  return {
    update(data, nowMs) {
      const scene: Scene = { nowMs, singleService: servicesIn(data).size <= 1 }
      const known = SECTION_ORDER.filter((key) => Object.hasOwn(data, key))
      const others = Object.keys(data).filter((key) => !known.includes(key) && !HIDDEN_KEYS.has(key))
      const keys = [...known, ...others]
      for (const [key, { view, link }] of sections) {
        if (keys.includes(key)) continue
        view.node.remove()
        link.remove()
        sections.delete(key)
      }
      for (const key of keys) {
        const { view, count } = sections.get(key) ?? add(key)
        const value = data[key]
        view.update(value, scene)
        setText(count, Array.isArray(value) && value.length > 0 ? String(value.length) : '')
      }
    },
  }
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
