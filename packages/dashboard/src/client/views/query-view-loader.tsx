import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { TimeWindow } from '../charts/time-window.ts'

interface QueryViewProps {
  readonly window: TimeWindow
}

/** Loads the query view, whose editor is larger than all the rest of the page, when somebody opens it. */
export function QueryViewLoader(props: QueryViewProps): VNode {
  const [view, setView] = useState<{ readonly View: ComponentType<QueryViewProps> } | null>(null)
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    import('../query/query-view.tsx').then(
      ({ default: View }) => setView({ View }),
      () => setFailed(true),
    )
  }, [])
  if (hasFailed) return <p class="empty">The editor could not be loaded. Load the page again.</p>
  return view === null ? <p class="empty">Loading the editor …</p> : <view.View {...props} />
}
