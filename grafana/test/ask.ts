import { setTimeout as delay } from 'node:timers/promises'

import { ALL, type MacroValues, substituteMacros } from '../src/macros.ts'
import type { PromQuery } from '../src/shipped-queries.ts'

/** How far graphs look back in the tests. */
const LOOK_BACK_SECONDS = 600
const STEP_SECONDS = 15
/** No use to ask more often than anything changes. */
const PAUSE_MS = 2000

/**
 * Asks Prometheus as Grafana would, with everything chosen.
 *
 * @returns What is wrong with the answer; `null` where there is data, with every label that the names of series need.
 * @throws Error with its answer where Prometheus refuses.
 */
export async function findFault(
  prometheus: string,
  { where, expr, legend, isInstant }: PromQuery,
  values: MacroValues = ALL,
): Promise<string | null> {
  const end = Date.now() / 1000
  const query = substituteMacros(expr, values)
  const range = { start: String(end - LOOK_BACK_SECONDS), end: String(end), step: String(STEP_SECONDS) }
  const response = await fetch(`${prometheus}/api/v1/${isInstant ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams(isInstant ? { query } : { query, ...range }),
  })
  const answer = (await response.json()) as {
    error?: string
    data?: { result: { metric: Record<string, string> }[] }
  }
  if (answer.data === undefined) throw new Error(`${where}: ${answer.error}: ${query}`)
  const { result } = answer.data
  if (result.length === 0) return 'no data'
  const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
  const missing = labels.find((label) => result.every(({ metric }) => (metric[label] ?? '') === ''))
  return missing === undefined ? null : `no series has the label ${missing} that its legend names`
}

/** Asks again what has a fault until nothing has one; gives what still has one after so long. */
export async function findLastingFaults<T extends { readonly where: string }>(
  queries: readonly T[],
  find: (query: T) => Promise<string | null>,
  limitMs: number,
): Promise<readonly string[]> {
  const givenUpAt = Date.now() + limitMs
  let left = queries
  for (;;) {
    const faults: string[] = []
    const again: T[] = []
    for (const query of left) {
      const fault = await find(query)
      if (fault === null) continue
      faults.push(`${query.where}: ${fault}`)
      again.push(query)
    }
    if (again.length === 0 || Date.now() > givenUpAt) return faults
    left = again
    await delay(PAUSE_MS)
  }
}
