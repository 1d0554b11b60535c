/** What can be done by a key. */
export type Shortcut =
  | 'help'
  | 'overview'
  | 'traces'
  | 'query'
  | 'pause'
  | 'longer'
  | 'shorter'
  | 'earlier'
  | 'later'
  | 'live'
  | 'next'
  | 'previous'

/** All keys, as the sheet lists them. */
export const SHORTCUTS: readonly { readonly key: string; readonly does: Shortcut; readonly text: string }[] =
  [
    { key: '?', does: 'help', text: 'This sheet' },
    { key: 'o', does: 'overview', text: 'Overview' },
    { key: 't', does: 'traces', text: 'Traces' },
    { key: 'q', does: 'query', text: 'Query' },
    { key: 'j', does: 'next', text: 'Next section' },
    { key: 'k', does: 'previous', text: 'Previous section' },
    { key: 'p', does: 'pause', text: 'Pause, and go on' },
    { key: '-', does: 'longer', text: 'A time twice as long' },
    { key: '+', does: 'shorter', text: 'A time half as long' },
    { key: '[', does: 'earlier', text: 'Half a time earlier' },
    { key: ']', does: 'later', text: 'Half a time later' },
    { key: '0', does: 'live', text: 'The last hour, live' },
  ]

/** What a key does; `null` while somebody types, or holds another key. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest('input, select, textarea, [contenteditable]') != null) return null
  return SHORTCUTS.find(({ key }) => key === event.key)?.does ?? null
}
