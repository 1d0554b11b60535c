import { element, setAttribute, setText } from './element.ts'
import type { Headline, Problem } from './headline.ts'

const MAX_PROBLEMS = 6

/** Shows the sentence on top, what is wrong below it, and tells screen readers when that changes. */
export function createHeadlineView(
  sentence: HTMLElement,
  list: HTMLElement,
  live: HTMLElement,
): { update(headline: Headline): void } {
  let announced = ''

  /** Figures change every second: they alone are no news. */
  function announce(text: string): void {
    const words = text.replace(/[\d.,]+/g, '')
    if (words === announced) return
    announced = words
    setText(live, text)
  }

  return {
    update({ tone, sentence: text, problems }) {
      setText(sentence, text)
      setAttribute(sentence, 'data-tone', tone)
      const listed = problems.length > 1 ? problems : []
      list.hidden = listed.length === 0
      while (list.children.length > Math.min(listed.length, MAX_PROBLEMS + 1)) list.lastElementChild!.remove()
      for (const [index, problem] of listed.slice(0, MAX_PROBLEMS).entries()) {
        updateItem(list.children[index] ?? list.appendChild(createItem()), problem)
      }
      if (listed.length > MAX_PROBLEMS) {
        const rest = list.children[MAX_PROBLEMS] ?? list.appendChild(element('li'))
        setText(rest, `and ${listed.length - MAX_PROBLEMS} more`)
      }
      announce(tone === 'ok' ? 'All is well' : [text, ...listed.map((one) => one.text)].join('. '))
    },
  }
}

function createItem(): HTMLElement {
  return element('li', '', element('a'))
}

function updateItem(item: Element, { text, tone, section }: Problem): void {
  const link = item.firstElementChild!
  setText(link, text)
  setAttribute(link, 'data-tone', tone)
  setAttribute(link, 'href', `#${section}`)
}
