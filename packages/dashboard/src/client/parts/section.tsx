import type { ComponentChildren, VNode } from 'preact'

interface SectionProps {
  readonly id: string
  readonly title: string
  /** What it shows, on hover. */
  readonly hint: string
  readonly count?: number
  /** Stands at the end of the title's line. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

/** One part of the page, with a title that links can point to. */
export function Section({ id, title, hint, count, aside, children }: SectionProps): VNode {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <header class="section-head">
        <h2 id={`${id}-title`} title={hint}>
          {title}
          {count !== undefined && count > 0 && <span class="count">{count}</span>}
        </h2>
        {aside !== undefined && <div class="section-aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
