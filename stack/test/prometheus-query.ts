import { setTimeout as delay } from 'node:timers/promises'

/** A series of an answer. */
export interface FoundSeries {
  readonly metric: Readonly<Record<string, string>>
  /** Of an instant query. */
  readonly value?: readonly [number, string]
  /** Of a range selector. */
  readonly values?: readonly (readonly [number, string])[]
}

/** Asks Prometheus. @throws Error with its answer where it refuses. */
export async function query(url: string, expression: string): Promise<readonly FoundSeries[]> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expression }),
  })
  const answer = (await response.json()) as {
    status: string
    error?: string
    data: { result: FoundSeries[] }
  }
  if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`)
  return answer.data.result
}

/** Asks until the answer fits; the test's own limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (fits(answer)) return answer
    // No use to ask more often than anything changes.
    await delay(200)
  }
}

/** Asks until a query has one series with this value. */
export function untilValue(url: string, expression: string, value: number): Promise<readonly FoundSeries[]> {
  return until(
    () => query(url, expression),
    (found) => found.length === 1 && Number(found[0]?.value?.[1]) === value,
  )
}
