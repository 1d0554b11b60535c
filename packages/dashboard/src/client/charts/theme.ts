import { useEffect, useState } from 'preact/hooks'

const QUERIES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

/** Changes when the colours of the page do: what is drawn on a canvas must be drawn again. */
export function useThemeKey(): string {
  const read = (): string => QUERIES.map((query) => matchMedia(query).matches).join()
  const [key, setKey] = useState(read)
  useEffect(() => {
    const lists = QUERIES.map((query) => matchMedia(query))
    const follow = (): void => setKey(read())
    for (const list of lists) list.addEventListener('change', follow)
    return () => {
      for (const list of lists) list.removeEventListener('change', follow)
    }
  }, [])
  return key
}

/** A colour of the page, as the style sheet has it now. */
export function readColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** The name in the style sheet of a line's colour. */
export function colorName(color: number | string): string {
  return typeof color === 'number' ? `line-${color}` : color === 'error' ? 'error' : 'text-faint'
}
