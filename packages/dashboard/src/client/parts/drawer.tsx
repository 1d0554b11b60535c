import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DrawerProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Details beside the page: a dialog, so that Escape closes it and the focus stays in it. */
export function Drawer({ title, onClose, children }: DrawerProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      class="drawer"
      ref={dialog}
      aria-labelledby="drawer-title"
      onClose={onClose}
      onClick={(event: MouseEvent) => {
        if (event.target === dialog.current) dialog.current?.close()
      }}
    >
      <div class="drawer-body">
        <header>
          <h2 id="drawer-title">{title}</h2>
          <button class="quiet" onClick={() => dialog.current?.close()} aria-label="Close">
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
