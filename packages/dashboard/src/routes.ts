import { SIGNALS } from '@cryo/conventions'
import type { HealthReport } from '@cryo/protocol'
import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { addErrorsRoutes } from './actions/errors-routes.ts'
import { addSilencesRoutes } from './actions/silences-routes.ts'
import { answerAsset, answerPage } from './assets.ts'
import { createByteBudget } from './byte-budget.ts'
import { answerAttach } from './attach-route.ts'
import type { DashboardContext, DashboardEnv, DashboardMiddleware } from './dashboard-env.ts'
import type { DashboardOptions } from './dashboard-options.ts'
import type { DashboardSource } from './dashboard-source.ts'
import { createEventStreams } from './live/event-streams.ts'
import { answerEvents } from './live/events-route.ts'
import { jsonError } from './json-error.ts'
import { answerMetrics } from './metrics-route.ts'
import { MONITORING_DATA_SCHEMA } from './monitoring-data-schema.ts'
import { createOtlpHandler } from './otlp-route.ts'
import { answerPrometheus, PROMETHEUS_PATH } from './prometheus-route.ts'
import { answerTraces, TRACES_PATH } from './traces-route.ts'
import { answerWebhook } from './webhook-route.ts'
import { pathWithout } from './path-without.ts'
import { createAttemptLimit } from './security/attempt-limit.ts'
import { createSecurity } from './security.ts'

/** Size of all webhooks that are being read. */
const MAX_WEBHOOK_BYTES = 8 * 1024 * 1024
/** Size of all queries that are being read. */
const MAX_QUERY_BYTES = 4 * 1024 * 1024
/** Size of all requests for changes that are being read. */
const MAX_ACTION_BYTES = 1024 * 1024

/**
 * Makes the routes of the hub: the page and its API, `/metrics`, probes, and OTLP ingestion.
 *
 * A method of `source` that throws is answered with 500 or 503; nothing reaches the console.
 *
 * @throws Error if the options would serve the network without a token.
 * @example
 * const routes = createRoutes(source, { host: '127.0.0.1' })
 * const server = createServer(routes)
 * const { port } = await server.listen('127.0.0.1', 5001)
 */
export function createRoutes(source: DashboardSource, options: DashboardOptions = {}): Hono<DashboardEnv> {
  const attempts = createAttemptLimit()
  const streams = createEventStreams(() => source.data(), {
    intervalMs: options.eventIntervalMs ?? 1000,
    maxStreams: options.maxEventStreams ?? 64,
    epoch: source.hubId.slice(0, 8),
  })
  const ingest = createOtlpHandler(source, options)
  const webhooks = createByteBudget(MAX_WEBHOOK_BYTES)
  const queries = createByteBudget(MAX_QUERY_BYTES)
  const actions = createByteBudget(MAX_ACTION_BYTES)
  const app = new Hono<DashboardEnv>({ getPath: pathWithout(options.basePath ?? '') })

  for (const middleware of createSecurity(options, attempts)) app.use(middleware)
  app.use(catchFailures)
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) =>
        context.json({ error: `Use ${methods.join(' or ')}.` }, 405, { Allow: methods.join(', ') }),
    }),
  )

  // The page
  app.get('/', (context) => context.redirect('monitoring'))
  app.get('/monitoring/', (context) => context.redirect('../monitoring'))
  app.get('/monitoring', answerPage)
  app.get('/monitoring/assets/:name', async (context) => {
    return (await answerAsset(context, context.req.param('name'))) ?? context.notFound()
  })

  // What it shows
  app.get('/monitoring/api/status', async (context) => context.json(await source.data()))
  app.get('/monitoring/api/events', (context) => answerEvents(context, streams))
  app.get('/monitoring/api/schema', (context) => context.json(MONITORING_DATA_SCHEMA))
  app.get('/monitoring/api/health', async (context) => context.json(await readHealth(source)))
  app.get(TRACES_PATH, (context) => answerTraces(context, source, ''))
  app.get(`${TRACES_PATH}/:id`, (context) => answerTraces(context, source, context.req.param('id')))
  addErrorsRoutes(app, source, actions)
  addSilencesRoutes(app, source, actions)
  app.post('/monitoring/api/attach', (context) => {
    return answerAttach(context, source, options.attachToken ?? null, attempts)
  })
  app.post('/monitoring/api/alertmanager', (context) => {
    return answerWebhook(context, source, options.webhookToken?.() ?? null, attempts, webhooks)
  })

  // Scrapes and probes
  app.get('/metrics', (context) => answerMetrics(context, source))
  app.get('/healthz', async (context) => {
    const alive = await holds(() => source.alive())
    return context.json({ status: alive ? 'ok' : 'unavailable' }, alive ? 200 : 503)
  })
  app.get('/readyz', async (context) => {
    const failing = await readFailing(source)
    if (failing?.length === 0) return context.json({ status: 'ready', failing })
    return context.json({ status: 'not ready', failing: failing ?? [] }, 503)
  })

  // Queries
  app.on(['GET', 'POST'], `${PROMETHEUS_PATH}*`, (context) => answerPrometheus(context, source, queries))

  // Telemetry of others
  for (const signal of SIGNALS) app.post(`/v1/${signal}`, (context) => ingest(context, signal))

  app.notFound((context) => jsonError(context, 404, 'There is nothing at this address.'))
  app.onError((_error, context) => answerFailure(context))
  return app
}

/** Hono hands only instances of Error to `onError`; anything can be thrown. */
const catchFailures: DashboardMiddleware = async (context, next) => {
  try {
    await next()
    return undefined
  } catch {
    return answerFailure(context)
  }
}

function answerFailure(context: DashboardContext): Response {
  return jsonError(context, 500, 'The hub failed on this request.')
}

/** `/monitoring/api/health` answers 200 whatever happens: its reader asks for the status inside. */
async function readHealth(source: DashboardSource): Promise<HealthReport> {
  try {
    return await source.health()
  } catch {
    return { status: 'unhealthy', database: [], api: [], system: [], timestamp: new Date() }
  }
}

/** `null` where nobody can tell. */
async function readFailing(source: DashboardSource): Promise<readonly string[] | null> {
  try {
    return await source.failing()
  } catch {
    return null
  }
}

async function holds(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}
