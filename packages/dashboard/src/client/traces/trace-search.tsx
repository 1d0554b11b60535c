import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { usePage } from '../page-context.ts'

const FIELDS = [
  { key: 'service', label: 'Service', hint: 'any' },
  { key: 'name', label: 'Name', hint: 'part of the name of a span' },
  { key: 'attribute', label: 'Attribute', hint: 'http.route:/items' },
  { key: 'minDuration', label: 'At least, ms', hint: '0' },
] as const

/** What traces are looked for; it stands in the address. */
export function TraceSearch(): VNode {
  const { address, go } = usePage()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(address.search)
  const given = JSON.stringify(address.search)
  useEffect(() => setTexts(address.search), [given])
  const search = (change: Readonly<Record<string, string>>): void => {
    const next = Object.entries({ ...texts, ...change }).filter(([, text]) => text.trim() !== '')
    go({ search: Object.fromEntries(next), trace: '' })
  }
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        search({})
      }}
    >
      {FIELDS.map(({ key, label, hint }) => (
        <label key={key}>
          {label}
          <input
            value={texts[key] ?? ''}
            placeholder={hint}
            onInput={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label>
        State
        <select
          value={texts['status'] ?? ''}
          onChange={(event) => search({ status: event.currentTarget.value })}
        >
          <option value="">any</option>
          <option value="error">failed</option>
        </select>
      </label>
      <label>
        First
        <select
          value={texts['order'] ?? ''}
          onChange={(event) => search({ order: event.currentTarget.value })}
        >
          <option value="">the newest</option>
          <option value="slowest">the slowest</option>
        </select>
      </label>
      <button class="primary">Search</button>
    </form>
  )
}
