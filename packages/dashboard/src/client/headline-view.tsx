import type { VNode } from 'preact'
import type { Headline } from './headline.ts'

/** Problems that are named at once. */
const SHOWN = 5

/** The sentence that says how things are, and what is wrong. */
export function HeadlineView({ headline }: { readonly headline: Headline }): VNode {
  const { tone, sentence, problems } = headline
  const more = problems.length - SHOWN
  return (
    <div class="headline" data-tone={tone}>
      <p class="sentence" role="status">
        {sentence}
      </p>
      {problems.length > 1 && (
        <ul>
          {problems.slice(0, SHOWN).map(({ text, section, tone: how }) => (
            <li key={text} data-tone={how}>
              <a href={`#${section}`}>{text}</a>
            </li>
          ))}
          {more > 0 && <li class="faint">and {more} more</li>}
        </ul>
      )}
    </div>
  )
}
