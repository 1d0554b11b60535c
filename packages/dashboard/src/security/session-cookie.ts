import { createHmac } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import type { DashboardContext } from '../dashboard-env.ts'
import { equalSecrets } from './equal-secrets.ts'

const LIFETIME_SECONDS = 30 * 24 * 3600

/** Lets a browser in again without the token: `<end, Unix seconds>.<HMAC of it under the token>`. */
export interface SessionCookie {
  /** Sets the cookie: HttpOnly, SameSite=Strict, for 30 days. */
  grant(context: DashboardContext): void
  /** Whether the request carries a cookie of ours that has not ended. */
  isValid(context: DashboardContext): boolean
}

/**
 * Makes the cookie of a token. It needs no memory: another hub with the same token, or the next one, knows it too,
 * and a new token ends all sessions.
 */
export function createSessionCookie(token: string): SessionCookie {
  const sign = (text: string): string => createHmac('sha256', token).update(text).digest('base64url')
  // Cookies ignore ports: two hubs on one host must not overwrite each other's.
  const name = `cryo_${sign('name').slice(0, 8)}`
  return {
    grant(context) {
      const end = String(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS)
      setCookie(context, name, `${end}.${sign(`session ${end}`)}`, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: LIFETIME_SECONDS,
        secure: context.req.header('x-forwarded-proto') === 'https',
      })
    },
    isValid(context) {
      const [end, signature, ...rest] = (getCookie(context, name) ?? '').split('.')
      if (end === undefined || signature === undefined || rest.length > 0) return false
      return equalSecrets(signature, sign(`session ${end}`)) && Number(end) > Date.now() / 1000
    },
  }
}
