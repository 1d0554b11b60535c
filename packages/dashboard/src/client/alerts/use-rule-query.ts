import { useEffect, useState } from 'preact/hooks'

interface RulesAnswer {
  readonly data?: {
    readonly groups: readonly {
      readonly rules: readonly { readonly name: string; readonly query: string }[]
    }[]
  }
}

/** The expression of an alert's rule; `null` while it is not known, or where somebody else has the rule. */
export function useRuleQuery(name: string): string | null {
  const [query, setQuery] = useState<string | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch('api/v1/rules?type=alert', { signal: leaving.signal })
        const { data } = (await response.json()) as RulesAnswer
        const rule = data?.groups.flatMap(({ rules }) => rules).find((one) => one.name === name)
        if (!leaving.signal.aborted) setQuery(rule?.query ?? null)
      } catch {
        // Without it there is no link to a graph.
      }
    }
    void ask()
    return () => leaving.abort()
  }, [name])
  return query
}
