import { createHash, randomBytes } from 'node:crypto'

const MAX_CODES = 100

/** Codes for `/monitoring?token=…` that open the page once: what a log or a history keeps of one is worthless. */
export interface LoginCodes {
  /** Makes a code of 256 bits. */
  issue(): string
  /** Whether the code was issued and not yet used; it is used up now. */
  redeem(code: string): boolean
}

/**
 * Makes an empty set of codes; of more than 100 unused ones the oldest are forgotten.
 *
 * @example
 * const loginCodes = createLoginCodes()
 * const routes = createRoutes(source, { host: '0.0.0.0', token, loginCodes })
 * print(`${address}/monitoring?token=${loginCodes.issue()}`)
 */
export function createLoginCodes(): LoginCodes {
  // Looked up by digest, so that the time of the look-up tells nothing about a code.
  const digests = new Set<string>()
  return {
    issue() {
      const code = randomBytes(32).toString('base64url')
      if (digests.size >= MAX_CODES) digests.delete(digests.values().next().value!)
      digests.add(digest(code))
      return code
    },
    redeem: (code) => digests.delete(digest(code)),
  }
}

function digest(code: string): string {
  return createHash('sha256').update(code).digest('base64')
}
