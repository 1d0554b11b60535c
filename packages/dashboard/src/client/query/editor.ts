import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { PromQLExtension } from '@prometheus-io/codemirror-promql'

/** What an editor tells. */
export interface EditorEvents {
  onChange(text: string): void
  /** Somebody wants the query to be asked. */
  onRun(): void
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier], color: 'var(--line-4)' },
  { tag: tags.function(tags.variableName), color: 'var(--line-1)' },
  { tag: [tags.string], color: 'var(--line-3)' },
  { tag: [tags.number, tags.definition(tags.number)], color: 'var(--line-2)' },
  { tag: tags.labelName, color: 'var(--line-5)' },
  { tag: tags.comment, color: 'var(--text-soft)' },
])

/** Makes an editor of PromQL that completes what the hub knows. @param nonce - Of the style sheets that it adds. */
export function createEditor(
  host: HTMLElement,
  text: string,
  nonce: string,
  events: EditorEvents,
): EditorView {
  const promql = new PromQLExtension()
    .activateCompletion(true)
    .activateLinter(true)
    .setComplete({
      remote: { url: new URL('.', document.baseURI).href.replace(/\/$/, ''), httpMethod: 'GET' },
    })
  return new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        syntaxHighlighting(HIGHLIGHT),
        placeholder('rate(http_server_request_duration_seconds_count[5m])'),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Query' }),
        Prec.highest(
          keymap.of([
            {
              key: 'Mod-Enter',
              run: () => {
                events.onRun()
                return true
              },
            },
          ]),
        ),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        promql.asExtension(),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) events.onChange(update.state.doc.toString())
        }),
      ],
    }),
  })
}
