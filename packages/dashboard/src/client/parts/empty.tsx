import type { VNode } from 'preact'

interface EmptyProps {
  readonly text: string
  /** What to call so that something appears. */
  readonly call?: string
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ text, call }: EmptyProps): VNode {
  return (
    <p class="empty">
      {text}
      {call !== undefined && (
        <>
          {' '}
          <code>{call}</code>
        </>
      )}
    </p>
  )
}
