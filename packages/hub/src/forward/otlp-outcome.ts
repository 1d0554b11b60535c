import type { Reply } from './http-exchange.ts'
import { readFailureMessage, readPartialSuccess } from './otlp-reply.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What became of one attempt to deliver a body. */
export type Outcome =
  /** The collector has it, but for `rejected` of its items. */
  | { readonly kind: 'delivered'; readonly rejected: number; readonly message: string }
  /** Not now; `afterMs` is the wait that the collector asked for. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly reason: string }
  /** Never. `too_large`: a smaller body might pass. */
  | {
      readonly kind: 'rejected'
      readonly status: number
      readonly dropReason: 'rejected' | 'too_large'
      readonly reason: string
    }

// The OTLP specification, "Retryable Response Codes": these and no others.
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Judges a reply as the OTLP/HTTP specification says. */
export function judgeReply(reply: Reply): Outcome {
  const { status, headers, body } = reply
  const contentType = headers['content-type'] ?? ''
  if (status >= 200 && status < 300) {
    if (contentType.startsWith('text/html') && body.length > 0) {
      return reject(status, 'answered with a web page: this is no OTLP endpoint')
    }
    return { kind: 'delivered', ...readPartialSuccess(body, contentType) }
  }
  const message = readFailureMessage(body, contentType)
  const reason = message === '' ? `HTTP ${status}` : `HTTP ${status}: ${message}`
  if (RETRYABLE.has(status)) {
    const afterMs = parseRetryAfter(headers['retry-after'])
    return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
  }
  if (status >= 300 && status < 400) return reject(status, `HTTP ${status}: redirects are not followed`)
  return reject(status, reason)
}

function reject(status: number, reason: string): Outcome {
  return { kind: 'rejected', status, dropReason: status === 413 ? 'too_large' : 'rejected', reason }
}
