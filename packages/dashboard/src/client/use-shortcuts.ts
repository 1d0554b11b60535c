import { useEffect, useRef } from 'preact/hooks'
import { DEFAULT_RANGE, shiftRange, stretchRange } from './address/time-range.ts'
import { type Address, HOME } from './address/address.ts'
import type { Go } from './address/use-address.ts'
import { type Shortcut, shortcutOf } from './shortcuts.ts'

interface ShortcutActions {
  readonly address: Address
  readonly go: Go
  readonly nowMs: number
  readonly onHelp: () => void
  readonly onPause: () => void
}

/** Lets the page be used by keys. */
export function useShortcuts(actions: ShortcutActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event)
      // A dialog has keys of its own.
      if (shortcut === null || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      run(shortcut, latest.current)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

function run(shortcut: Shortcut, { address, go, nowMs, onHelp, onPause }: ShortcutActions): void {
  const { range } = address
  switch (shortcut) {
    case 'help':
      return onHelp()
    case 'pause':
      return onPause()
    case 'overview':
    case 'traces':
    case 'query':
      return go({ ...HOME, range, view: shortcut })
    case 'longer':
      return go({ range: stretchRange(range, 2, nowMs) })
    case 'shorter':
      return go({ range: stretchRange(range, 0.5, nowMs) })
    case 'earlier':
      return go({ range: shiftRange(range, -0.5, nowMs) })
    case 'later':
      return go({ range: shiftRange(range, 0.5, nowMs) })
    case 'live':
      return go({ range: DEFAULT_RANGE })
    case 'next':
      return goToSection(1)
    case 'previous':
      return goToSection(-1)
  }
}

/** Moves to the section behind the one at the top, or before it. */
function goToSection(by: 1 | -1): void {
  const titles = [...document.querySelectorAll<HTMLElement>('main section[id] > header')]
  const current = titles.findLastIndex((title) => title.getBoundingClientRect().top <= 140)
  const next = titles[Math.min(titles.length - 1, Math.max(0, current + by))]
  if (next === undefined) return
  next.tabIndex = -1
  next.focus({ preventScroll: true })
  next.parentElement?.scrollIntoView()
}
