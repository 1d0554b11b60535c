import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { EditorView } from '@codemirror/view'
import { createEditor } from './editor.ts'

interface QueryEditorProps {
  /** What stands in it at first, and again whenever this changes; what is typed is the editor's own. */
  readonly given: string
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

/** The editor as a part of the page. */
export function QueryEditor({ given, onChange, onRun }: QueryEditorProps): VNode {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView | null>(null)
  const latest = useRef({ onChange, onRun })
  latest.current = { onChange, onRun }
  useEffect(() => {
    const nonce = document.querySelector<HTMLElement>('#styles')?.nonce ?? ''
    const made = createEditor(host.current!, given, nonce, {
      onChange: (changed) => latest.current.onChange(changed),
      onRun: () => latest.current.onRun(),
    })
    editor.current = made
    return () => made.destroy()
  }, [])
  useEffect(() => {
    const view = editor.current
    if (view === null || view.state.doc.toString() === given) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: given } })
  }, [given])
  return <div class="editor" ref={host} />
}
