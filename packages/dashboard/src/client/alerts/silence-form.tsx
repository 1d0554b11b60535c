import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { act } from '../act.ts'
import type { PageData } from '../serialized.ts'

/** One alert as the page receives it. */
export type AlertData = PageData['alerts'][number]

const TIMES = [
  { text: '30 minutes', seconds: 1800 },
  { text: '2 hours', seconds: 7200 },
  { text: '8 hours', seconds: 28_800 },
  { text: '1 day', seconds: 86_400 },
  { text: '7 days', seconds: 604_800 },
] as const

/** Asks for how long and why, and silences an alert. @param onDone - Called once that is on disk. */
export function SilenceForm({
  alert,
  onDone,
}: {
  readonly alert: AlertData
  readonly onDone: () => void
}): VNode {
  const [seconds, setSeconds] = useState(7200)
  const [until, setUntil] = useState('')
  const [comment, setComment] = useState('')
  const [isExact, setExact] = useState(true)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      const labels = Object.entries(alert.labels)
      const target =
        isExact && labels.length > 0 ? labels.map(([name, value]) => ({ name, value })) : alert.name
      const end = until === '' ? { seconds } : { until: new Date(until).toISOString() }
      await act('POST', 'silences', { target, ...end, comment })
      onDone()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
    setBusy(false)
  }

  return (
    <form class="silence-form" onSubmit={(event) => void submit(event)}>
      <label>
        Why
        <input
          required
          maxLength={1024}
          value={comment}
          placeholder="for whoever wonders why nobody was told"
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <div class="form-row">
        <label>
          For
          <select
            value={seconds}
            disabled={until !== ''}
            onChange={(event) => setSeconds(Number(event.currentTarget.value))}
          >
            {TIMES.map((time) => (
              <option key={time.seconds} value={time.seconds}>
                {time.text}
              </option>
            ))}
          </select>
        </label>
        <label>
          or until
          <input
            type="datetime-local"
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </label>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={isExact}
          onChange={(event) => setExact(event.currentTarget.checked)}
        />
        Only this one, not every {alert.name}
      </label>
      {problem !== null && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <button class="primary" disabled={isBusy}>
        Silence
      </button>
    </form>
  )
}
