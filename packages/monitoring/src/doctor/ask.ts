import { setTimeout as delay } from 'node:timers/promises'

const ANSWER_MS = 5000
const POLL_MS = 500

/** An answer over HTTP, read whole. */
export interface Answer {
  /** 0: nobody answered. */
  readonly status: number
  readonly text: string
}

/** Asks over HTTP; never throws: nobody's answer has status 0 and says why. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return { status: 0, text: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** The JSON of an answer; `null` where it is none. */
export function toJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text) as unknown
  } catch {
    return null
  }
}

/** Looks again and again; whether it came to be so within some seconds, and after how many. */
export async function waitFor(look: () => Promise<boolean>, seconds: number): Promise<number | null> {
  const startMs = performance.now()
  for (;;) {
    if (await look()) return (performance.now() - startMs) / 1000
    if (performance.now() - startMs > seconds * 1000) return null
    await delay(POLL_MS)
  }
}
