import type { Fold } from './columns.ts'
import { type Display, displayOf } from './display.ts'
import { element, setAttribute, setText } from './element.ts'
import type { Scene } from './view.ts'

/** Shows one value inside an element that it is given: a table cell or a definition. */
export interface CellView {
  /** @param fold - Long text to unfold, such as a stack. */
  update(value: unknown, scene: Scene, fold?: Fold | null): void
}

/** Makes a cell for the values of one key; it rebuilds itself only when the kind of value changes. */
export function createCellView(key: string, host: HTMLElement): CellView {
  let shown: Display | null = null
  let content: HTMLElement | null = null
  let bar: HTMLProgressElement | null = null
  let stack: HTMLElement | null = null

  function build(display: Display): void {
    content = createContent(display)
    bar = display.kind === 'bar' ? element('progress') : null
    stack = null
    host.replaceChildren(...(bar === null ? [content] : [bar, content]))
  }

  function unfold({ label, text }: Fold): void {
    if (stack === null) {
      stack = element('pre')
      host.append(element('details', '', element('summary', '', label), stack))
    }
    setText(stack, text)
  }

  return {
    update(value, scene, fold = null) {
      const display = displayOf(key, value, scene.nowMs)
      if (display.kind !== shown?.kind || content === null) build(display)
      setText(content!, display.text)
      if (bar !== null) setPercent(bar, display)
      if (display.kind === 'time') setAttribute(content!, 'datetime', display.detail)
      if (display.kind === 'link') setAttribute(content!, 'href', display.detail)
      setAttribute(content!, 'title', display.kind === 'time' ? fullDate(display.detail!) : display.detail)
      setAttribute(content!, 'data-tone', display.tone)
      host.classList.toggle('quiet', display.quiet)
      shown = display
      if (fold !== null) unfold(fold)
    },
  }
}

function createContent({ kind }: Display): HTMLElement {
  if (kind === 'link') {
    const link = element('a')
    link.rel = 'noopener noreferrer'
    return link
  }
  return element(kind === 'time' ? 'time' : 'span', kind)
}

function setPercent(bar: HTMLProgressElement, { percent, text }: Display): void {
  bar.max = 100
  bar.value = percent ?? 0
  setAttribute(bar, 'aria-label', text)
}

function fullDate(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })
}
