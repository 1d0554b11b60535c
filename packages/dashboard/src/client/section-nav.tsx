import type { VNode } from 'preact'
import type { PageData } from './serialized.ts'

interface Entry {
  readonly id: string
  readonly title: string
  readonly count: (data: PageData) => number
}

const ENTRIES: readonly Entry[] = [
  { id: 'alerts', title: 'Alerts', count: ({ alerts }) => alerts.length },
  { id: 'progress', title: 'Batch jobs', count: ({ progress }) => progress.length },
  { id: 'errors', title: 'Errors', count: ({ errors }) => errors.groups.length },
  { id: 'routes', title: 'Requests', count: ({ performance }) => performance.routes.length },
  { id: 'operations', title: 'Operations', count: ({ operations }) => operations.length },
  {
    id: 'calls',
    title: 'Databases, hosts',
    count: ({ performance }) => performance.queries.length + performance.dependencies.length,
  },
  {
    id: 'health',
    title: 'Health',
    count: ({ health }) => health.database.length + health.api.length + health.system.length,
  },
  { id: 'system', title: 'System', count: ({ resources }) => resources.length },
  { id: 'spans', title: 'Slow spans', count: ({ systemInfo }) => systemInfo.spans.length },
]

/** Links to the sections, with how much each has. */
export function SectionNav({ data }: { readonly data: PageData }): VNode {
  return (
    <nav class="section-nav" aria-label="Sections">
      {ENTRIES.map(({ id, title, count }) => (
        <a key={id} href={`#${id}`}>
          {title}
          <span class="count">{count(data)}</span>
        </a>
      ))}
    </nav>
  )
}
