import type { ComponentChildren, VNode } from 'preact'
import { writeAddress } from '../address/address.ts'
import { usePage } from '../page-context.ts'

/** A link that opens the details of something beside the page. @param what - See `Address.open`. */
export function OpenLink({
  what,
  children,
}: {
  readonly what: string
  readonly children: ComponentChildren
}): VNode {
  const { address, go } = usePage()
  return (
    <a
      class="open-link"
      href={writeAddress({ ...address, open: what })}
      onClick={(event: MouseEvent) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        go({ open: what })
      }}
    >
      {children}
    </a>
  )
}
