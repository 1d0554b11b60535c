import type { VNode } from 'preact'
import { type Tone, toneOfWord } from '../tone.ts'

/** A word with a shape and a colour that say how good it is: none of the three alone. */
export function Badge({ word, tone }: { readonly word: string; readonly tone?: Tone }): VNode {
  return (
    <span class="badge" data-tone={tone ?? toneOfWord(word) ?? 'unknown'}>
      {word}
    </span>
  )
}
