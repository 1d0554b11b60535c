import type { ComponentChildren, VNode } from 'preact'
import { type Address, HOME, writeAddress } from '../address/address.ts'
import { usePage } from '../page-context.ts'

interface LinkProps {
  /** What is to be other than it is; the time stays. */
  readonly to: Partial<Address>
  readonly title?: string
  readonly class?: string
  readonly current?: boolean
  readonly children: ComponentChildren
}

/** A link to another view of the page: it opens here, or in a tab of its own like any other. */
export function Link({ to, title, class: className, current, children }: LinkProps): VNode {
  const { address, go } = usePage()
  const target = { ...HOME, range: address.range, ...to }
  return (
    <a
      href={writeAddress(target)}
      {...(title === undefined ? {} : { title })}
      {...(className === undefined ? {} : { class: className })}
      {...(current === true ? { 'aria-current': 'page' as const } : {})}
      onClick={(event: MouseEvent) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        go(target)
        scrollTo({ top: 0 })
      }}
    >
      {children}
    </a>
  )
}
