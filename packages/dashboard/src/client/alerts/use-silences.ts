import { useEffect, useState } from 'preact/hooks'

/** A silence as the page receives it. */
export interface SilenceData {
  readonly id: string
  readonly matchers: readonly {
    readonly name: string
    readonly value: string
    readonly isRegex: boolean
    readonly isEqual: boolean
  }[]
  readonly startsMs: number
  readonly endsMs: number
  readonly comment: string
  readonly author: string
  /** Fingerprints of the alerts that fire under it. */
  readonly alerts: readonly string[]
}

const AGAIN_MS = 15_000

/**
 * The silences that go on.
 *
 * @param cause - Asked for again when it changes.
 * @returns What is known, and how to ask at once.
 */
export function useSilences(cause: unknown): readonly [readonly SilenceData[], () => void] {
  const [silences, setSilences] = useState<readonly SilenceData[]>([])
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch('monitoring/api/silences', { signal: leaving.signal })
        const answer = (await response.json()) as { readonly silences?: readonly SilenceData[] }
        if (!leaving.signal.aborted && answer.silences !== undefined) setSilences(answer.silences)
      } catch {
        // It is asked for again; that the hub is gone stands on top of the page.
      }
    }
    void ask()
    const timer = setInterval(() => void ask(), AGAIN_MS)
    return () => {
      clearInterval(timer)
      leaving.abort()
    }
  }, [cause, asked])
  return [silences, () => setAsked((before) => before + 1)]
}

/** What a silence is about: `alertname = DependencySlow, service_name =~ shop.*`. */
export function describeMatchers({ matchers }: SilenceData): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => {
      const sign = `${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}`
      return `${name} ${sign} ${value === '' ? '""' : value}`
    })
    .join(', ')
}
