import type { Tone } from './tone.ts'

const SHAPES: Readonly<Record<Tone, string>> = {
  ok: '<circle cx="8" cy="8" r="6" fill="%2312876a"/>',
  info: '<circle cx="8" cy="8" r="6" fill="%2312876a"/>',
  unknown: '<circle cx="8" cy="8" r="5" fill="none" stroke="%23788" stroke-width="2"/>',
  warning: '<path d="M8 1l7 13H1z" fill="%23d98a00"/>',
  error: '<path d="M8 0l8 8-8 8-8-8z" fill="%23c8321f"/>',
}

/** Shows in the tab how things are, by shape and colour; the addresses are ours, never data. */
export function setFavicon(link: HTMLLinkElement, tone: Tone): void {
  const href = `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${SHAPES[tone]}</svg>`
  if (link.href !== href) link.href = href
}
