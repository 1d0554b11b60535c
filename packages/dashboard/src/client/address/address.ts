import { DEFAULT_RANGE, parseRange, type TimeRange, writeRange } from './time-range.ts'

/** What the page can show. */
export const VIEWS = ['overview', 'traces', 'query'] as const
export type View = (typeof VIEWS)[number]

/** Everything that the page shows besides the data: a link to it shows the same. */
export interface Address {
  readonly view: View
  readonly range: TimeRange
  /** Id of the trace that is open; empty: none. */
  readonly trace: string
  /** What is unfolded, such as `error:<service>/<id>`; empty: nothing. */
  readonly open: string
  /** Text of the query. */
  readonly query: string
  /** What traces are looked for: parameters of `/monitoring/api/traces`. */
  readonly search: Readonly<Record<string, string>>
}

/** What traces may be looked for by. */
export const SEARCH_KEYS = ['service', 'name', 'status', 'order', 'minDuration', 'attribute'] as const

/** Reads what follows the `?`; whatever is wrong is as if it were not there. */
export function parseAddress(text: string): Address {
  const given = new URLSearchParams(text)
  const trace = given.get('trace') ?? ''
  return {
    view: VIEWS.find((view) => view === given.get('view')) ?? 'overview',
    range: parseRange(given),
    trace: /^[0-9a-f]{32}$/.test(trace) ? trace : '',
    open: given.get('open') ?? '',
    query: given.get('q') ?? '',
    search: Object.fromEntries(
      SEARCH_KEYS.flatMap((key) => {
        const value = given.get(key)
        return value === null || value === '' ? [] : [[key, value]]
      }),
    ),
  }
}

/** Writes an address so that {@link parseAddress} reads it again, with `?`; what is usual is left out. */
export function writeAddress(address: Address): string {
  const { view, range, trace, open, query, search } = address
  const parameters = new URLSearchParams({
    ...(view === 'overview' ? {} : { view }),
    ...writeRange(range),
    ...(trace === '' ? {} : { trace }),
    ...(open === '' ? {} : { open }),
    ...(query === '' ? {} : { q: query }),
    ...(view === 'traces' ? search : {}),
  })
  return `?${parameters.toString()}`
}

/** Where the page is when nothing is asked for. */
export const HOME: Address = {
  view: 'overview',
  range: DEFAULT_RANGE,
  trace: '',
  open: '',
  query: '',
  search: {},
}
