import { useEffect, useState } from 'preact/hooks'

/** What was asked for, or why it did not come. */
export interface Asked<T> {
  readonly answer: T | null
  readonly problem: string | null
}

/** Asks for traces, or for the spans of one. @param path - What follows `monitoring/api/traces`. */
export function useTraces<T>(path: string): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ answer: null, problem: null })
  useEffect(() => {
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch(`monitoring/api/traces${path}`, { signal: leaving.signal })
        const answer = (await response.json()) as T & { readonly error?: string }
        if (leaving.signal.aborted) return
        if (response.ok) setAsked({ answer, problem: null })
        else setAsked({ answer: null, problem: answer.error ?? response.statusText })
      } catch {
        if (!leaving.signal.aborted) setAsked({ answer: null, problem: 'The hub does not answer.' })
      }
    }
    setAsked((before) => ({ ...before, problem: null }))
    void ask()
    return () => leaving.abort()
  }, [path])
  return asked
}
