import { NONCE, secureHeaders } from 'hono/secure-headers'
import type { DashboardMiddleware } from '../dashboard-env.ts'

const NO_FEATURES = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'displayCapture'] as const

/** Sets the headers that keep scripts, frames and caches of others away from every answer. */
export function responseHeaders(): DashboardMiddleware {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // The editor of queries adds a style sheet of its own.
      styleSrc: ["'self'", NONCE],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: Object.fromEntries(NO_FEATURES.map((feature) => [feature, []])),
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // We speak plain HTTP; whether a host is HTTPS for good is its proxy's to say.
    strictTransportSecurity: false,
  })
}

/** Forbids to keep an answer that says nothing else about caching: all but the hashed assets. */
export function noStore(): DashboardMiddleware {
  return async (context, next) => {
    await next()
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  }
}
