import type { VNode } from 'preact'
import { Drawer } from './parts/drawer.tsx'
import { SHORTCUTS } from './shortcuts.ts'

/** What can be done by keys. */
export function HelpSheet({ onClose }: { readonly onClose: () => void }): VNode {
  return (
    <Drawer title="Keys" onClose={onClose}>
      <dl class="keys">
        {SHORTCUTS.map(({ key, text }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">Drag over a chart to see that time in all of them.</p>
    </Drawer>
  )
}
