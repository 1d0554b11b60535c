import { element, setText } from './element.ts'
import { createFactsView } from './facts-view.ts'
import { createKeyedNodes } from './keyed-nodes.ts'
import { labelOf } from './label.ts'
import { SECTION_HINTS, type SectionHint } from './sections.ts'
import { type Fields, isFields } from './serialized.ts'
import { createTableView } from './table-view.ts'
import type { Scene, View } from './view.ts'

const NOTHING_HERE = 'Nothing here yet.'

/** Makes a part of the page with its title: the value as a table, as facts, or as parts within, and a hint while it is empty. */
export function createBlockView(path: string, tag: 'section' | 'div'): View<unknown> {
  const hint = SECTION_HINTS.get(path) ?? {}
  const title = hint.title ?? labelOf(path.slice(path.lastIndexOf('.') + 1))
  const count = element('span', 'count')
  const heading = element(tag === 'section' ? 'h2' : 'h3', '', title, count)
  const node = element(tag, 'block', heading)
  let kind = ''
  let body: View<unknown> | null = null

  return {
    node,
    update(value, scene) {
      const next = kindOf(value, hint.empty !== undefined)
      if (next !== kind) {
        body?.node.remove()
        body = createBody(next, path, title, hint)
        node.append(body.node)
        kind = next
      }
      body!.update(value, scene)
      node.classList.toggle('empty', kind === 'empty')
      node.classList.toggle('narrow', isNarrow(body!.node))
      setText(count, Array.isArray(value) && value.length > 0 ? String(value.length) : '')
    },
  }
}

type Kind = 'empty' | 'table' | 'parts' | 'value'

function kindOf(value: unknown, hasHint: boolean): Kind {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) {
    return value.length === 0 ? 'empty' : value.every(isFields) ? 'table' : 'value'
  }
  if (!isFields(value)) return 'value'
  return hasHint && isBlank(value) ? 'empty' : 'parts'
}

/** Whether all there is are zeros, nulls and empty lists: nothing has happened. */
function isBlank(value: Fields): boolean {
  return Object.values(value).every(
    (one) => one === 0 || one === null || (Array.isArray(one) && one.length === 0),
  )
}

function createBody(
  kind: Kind,
  path: string,
  title: string,
  { hide = [], empty = NOTHING_HERE, describe }: SectionHint,
): View<unknown> {
  if (kind === 'table') return createTableView(title, hide, describe)
  if (kind === 'parts') return createPartsView(path, hide)
  if (kind === 'value') return asFields(createFactsView())
  return { node: element('p', 'hint', ...withCode(empty)), update() {} }
}

function asFields(view: View<Fields>): View<unknown> {
  return { node: view.node, update: (value: unknown, scene: Scene) => view.update({ value }, scene) }
}

/** Sets what stands between backticks as code. */
function withCode(hint: string): (Node | string)[] {
  return hint.split('`').map((part, index) => (index % 2 === 1 ? element('code', '', part) : part))
}

/** No key of the data: stands for all plain values together. */
const FACTS = ''

/** Shows an object: its plain values as facts, then each list and object as a part of its own. */
function createPartsView(path: string, hide: readonly string[]): View<Fields> {
  const node = element('div', 'parts')
  const parts = createKeyedNodes(node, (key): View<unknown> => {
    return key === FACTS ? createFactsView() : createBlockView(`${path}.${key}`, 'div')
  })
  return {
    node,
    update(value, scene) {
      const keys = Object.keys(value).filter((key) => !hide.includes(key))
      const plain = keys.filter((key) => typeof value[key] !== 'object' || value[key] === null)
      const others = keys.filter((key) => !plain.includes(key) && key !== FACTS)
      for (const [key, part] of parts(plain.length > 0 ? [FACTS, ...others] : others)) {
        const isFacts = key === FACTS
        part.update(isFacts ? Object.fromEntries(plain.map((one) => [one, value[one]])) : value[key], scene)
      }
    },
  }
}

function isNarrow(body: HTMLElement): boolean {
  return body.classList.contains('narrow')
}
