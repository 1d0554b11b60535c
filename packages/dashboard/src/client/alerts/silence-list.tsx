import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { act } from '../act.ts'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatAge } from '../format-duration.ts'
import { useNow } from '../page-context.ts'
import { describeMatchers, type SilenceData } from './use-silences.ts'

interface SilenceListProps {
  readonly silences: readonly SilenceData[]
  /** Called once one has ended. */
  readonly onDone: () => void
}

/** Silences that go on, and how to end them. */
export function SilenceList({ silences, onDone }: SilenceListProps): VNode {
  const nowMs = useNow()
  const [problem, setProblem] = useState<string | null>(null)
  async function end(id: string): Promise<void> {
    try {
      await act('DELETE', `silences/${encodeURIComponent(id)}`)
      setProblem(null)
      onDone()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <ul class="silences">
        {silences.map((silence) => (
          <li key={silence.id}>
            <div>
              <b>{silence.comment}</b>
              <div class="sub">
                <code>{describeMatchers(silence)}</code> · ends{' '}
                <span title={formatMoment(silence.endsMs)}>{formatAge((nowMs - silence.endsMs) / 1000)}</span>
                {silence.author !== '' && ` · ${silence.author}`}
              </div>
            </div>
            <button onClick={() => void end(silence.id)} aria-label={`Unsilence: ${silence.comment}`}>
              Unsilence
            </button>
          </li>
        ))}
      </ul>
      {problem !== null && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
