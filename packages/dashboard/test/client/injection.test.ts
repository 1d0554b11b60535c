// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { createHeadlineView } from '../../src/client/headline-view.ts'
import { headlineOf } from '../../src/client/headline.ts'
import { createPageView } from '../../src/client/page-view.ts'
import { type Fields, type PageData, isFields } from '../../src/client/serialized.ts'
import { SAMPLE_TIME, sampleData } from '../sample-data.ts'
import { SCRIPT_PAYLOADS } from '../script-payloads.ts'

const ALLOWED_ATTRIBUTES = new Set(
  'class id title datetime data-tone href rel scope type hidden max value'
    .concat(' aria-expanded aria-label aria-hidden viewBox preserveAspectRatio points vector-effect')
    .split(' '),
)

describe('scripts in every field', () => {
  it('stay text: no element, no attribute and no address comes from data', () => {
    expect(SCRIPT_PAYLOADS).toHaveLength(100)
    const harmless = render(withEach(['plain', 'https://runbooks.example/x']))
    const page = render(withEach(SCRIPT_PAYLOADS))
    expect(tagsOf(page)).toEqual(tagsOf(harmless))
    const nodes = [...page.querySelectorAll('*')]
    expect(nodes.flatMap((node) => [...node.attributes].filter((one) => !isOurs(one)))).toEqual([])
    const shown = page.textContent
    for (const payload of SCRIPT_PAYLOADS) expect(shown.split(payload).length, payload).toBeGreaterThan(16)
  })
})

/** The sample with a row for each text in every list, the text in each field of it, and unknown keys of its name. */
function withEach(texts: readonly string[]): Fields {
  const filled = fill(JSON.parse(JSON.stringify(sampleData())), texts, texts[0]!) as Fields
  const unknown = Object.fromEntries(
    texts.map((text) => [text, [{ [text]: text, runbookUrl: text, status: text }]]),
  )
  const facts = Object.fromEntries(texts.flatMap((text) => [[text, text]]))
  return { ...filled, ...unknown, facts, plain: texts }
}

/** Dates stay dates: what matters is what is not one. */
function fill(value: unknown, texts: readonly string[], text: string): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? value : text
  if (Array.isArray(value)) return texts.map((one) => fill(value[0], texts, one))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, texts, text)]))
}

/** Renders the data with all rows of all tables. */
function render(data: Fields): HTMLElement {
  const root = document.createElement('div')
  const [nav, main, sentence, list, live] = ['nav', 'main', 'p', 'ul', 'p'].map((tag) =>
    document.createElement(tag),
  )
  root.append(nav!, main!, sentence!, list!, live!)
  createPageView(main!, nav!).update(data, SAMPLE_TIME.getTime())
  createHeadlineView(sentence!, list!, live!).update(headlineOf(data as PageData))
  for (const button of root.querySelectorAll('button')) button.click()
  return root
}

function tagsOf(root: HTMLElement): Set<string> {
  return new Set([...root.querySelectorAll('*')].map((node) => node.tagName))
}

function isOurs({ name, value }: Attr): boolean {
  if (!ALLOWED_ATTRIBUTES.has(name)) return false
  if (name === 'href') return /^(?:#[\w-]+$|https?:)/.test(value)
  return (name !== 'id' && name !== 'class') || /^[\w -]*$/.test(value)
}
