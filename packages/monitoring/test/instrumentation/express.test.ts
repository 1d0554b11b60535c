import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { SpanKind } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type express from 'express'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { close, listen } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

const require = createRequire(import.meta.url)
const isServer = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER

let telemetry: Telemetry
let server: Server | undefined

beforeEach(() => {
  telemetry = new Telemetry({ disabled: new Set(['undici']) })
})

afterEach(async () => {
  if (server !== undefined) await close(server)
  server = undefined
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

describe.each(['express', 'express4'])('%s', (name) => {
  type Express = typeof express
  let load: Express
  let app: express.Express

  beforeEach(() => {
    load = require(name) as Express
    app = load()
    app.set('env', 'test')
  })

  const routeOf = async (path: string, init?: RequestInit): Promise<unknown> => {
    if (server === undefined) server = createServer(app)
    const port = server.listening ? (server.address() as { port: number }).port : await listen(server)
    telemetry.reset()
    await (await fetch(`http://127.0.0.1:${port}${path}`, init)).arrayBuffer()
    const span = await telemetry.waitForOne(isServer)
    const { 'http.route': route, 'http.request.method': method } = span.attributes
    expect(span.name).toBe(route === undefined ? method : `${String(method)} ${String(route)}`)
    return route
  }

  test('a route is told by its pattern', async () => {
    app.get('/plain', (_request, response) => void response.json({}))
    app.get('/items/:id', (request, response) => void response.json(request.params))
    app.get('/', (_request, response) => void response.json({}))
    expect(await routeOf('/plain')).toBe('/plain')
    expect(await routeOf('/items/7?x=1')).toBe('/items/:id')
    expect(await routeOf('/PLAIN/')).toBe('/plain')
    expect(await routeOf('/')).toBe('/')
    expect(await routeOf('/items/8', { method: 'HEAD' })).toBe('/items/:id')
    expect(await routeOf('/nothing/here')).toBeUndefined()
    expect(await routeOf('/items/8', { method: 'DELETE' })).toBeUndefined()
  })

  test('so are mounted routers, with parameters in their mount points and in one another', async () => {
    const inner = load.Router({ mergeParams: true })
    inner.get('/users/:user', (request, response) => void response.json(request.params))
    inner.get('/', (_request, response) => void response.json({}))
    const outer = load.Router()
    outer.use('/v:version', inner)
    app.use('/api/:tenant', outer)
    app.use('/static', inner)
    app.use(load.Router().get('/anywhere', (_request, response) => void response.json({})))
    expect(await routeOf('/api/acme/v2/users/7')).toBe('/api/:tenant/v:version/users/:user')
    expect(await routeOf('/api/other/v3/')).toBe('/api/:tenant/v:version')
    expect(await routeOf('/static/users/7')).toBe('/static/users/:user')
    expect(await routeOf('/anywhere')).toBe('/anywhere')
    expect(await routeOf('/api/acme/v2/nothing')).toBeUndefined()
  })

  test('and applications within applications, and chains of one route', async () => {
    const sub = load()
    sub
      .route('/things/:id')
      .all((_request, _response, next) => next())
      .put((_request, response) => void response.end())
    app.use('/sub/:part', sub)
    expect(await routeOf('/sub/1/things/2', { method: 'PUT' })).toBe('/sub/:part/things/:id')
    expect(await routeOf('/sub/1/nothing')).toBeUndefined()
  })

  test('of a list the path that matched is told, and of an expression its source', async () => {
    app.get(['/a', '/b/:id'], (_request, response) => void response.end())
    app.get(/^\/exp(ress)?$/, (_request, response) => void response.end())
    app.use(
      ['/one', '/two/:x'],
      load.Router().get('/end', (_request, response) => void response.end()),
    )
    expect(await routeOf('/a')).toBe('/a')
    expect(await routeOf('/b/3')).toBe('/b/:id')
    expect(await routeOf('/express')).toBe(String.raw`/^\/exp(ress)?$/`)
    expect(await routeOf('/one/end')).toBe('/one/end')
    expect(await routeOf('/two/9/end')).toBe('/two/:x/end')
  })

  test('middleware passes on without a trace, and is told by its mount point where it answers', async () => {
    let context = ''
    app.use((_request, _response, next) => {
      context = activeSpanId()
      next()
    })
    app.use('/secret/:area', (request, response, next) => {
      if (request.headers.authorization === undefined) response.status(401).end()
      else next()
    })
    app.get('/secret/:area/page', (_request, response) => void response.end())
    app.get('/first', (_request, _response, next) => next('route'))
    app.get('/first', (_request, response) => void response.end())
    app.get('/passed', (_request, _response, next) => next())
    expect(await routeOf('/secret/1/page')).toBe('/secret/:area')
    expect(await routeOf('/secret/1/page', { headers: { authorization: 'x' } })).toBe('/secret/:area/page')
    expect(context).toBe((await telemetry.waitForOne(isServer)).spanContext().spanId)
    expect(await routeOf('/first')).toBe('/first')
    expect(await routeOf('/passed')).toBeUndefined()
  })

  test('a handler that fails keeps its route, whoever answers', async () => {
    const router = load.Router()
    router.param('id', (_request, _response, next, id) => {
      if (id === 'bad') next(new Error('no such thing'))
      else next()
    })
    router.get('/thrown/:id', () => {
      throw new Error('thrown')
    })
    router.get('/passed/:id', (_request, _response, next) => next(new Error('passed')))
    app.use('/mount/:m', router)
    app.use(((_error, _request, response, _next) => {
      response.status(503).end()
    }) satisfies express.ErrorRequestHandler)
    expect(await routeOf('/mount/1/thrown/2')).toBe('/mount/:m/thrown/:id')
    expect(await routeOf('/mount/1/passed/2')).toBe('/mount/:m/passed/:id')
    expect(await routeOf('/mount/1/thrown/bad')).toBe('/mount/:m/thrown/:id')
    const span = telemetry.spans.find(isServer)
    expect(span?.attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503' })
  })

  test('asynchronous handlers and bodies are followed', async () => {
    app.use(load.json())
    let context = ''
    app.post('/body/:id', (request, response) => {
      const answer = async (): Promise<void> => {
        await nextTurn()
        context = activeSpanId()
        response.json(request.body)
      }
      void answer()
    })
    expect(
      await routeOf('/body/1', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    ).toBe('/body/:id')
    expect(context).toBe((await telemetry.waitForOne(isServer)).spanContext().spanId)
  })

  test('routers that were built before are followed too, as far as their patterns are known', async () => {
    telemetry.stop()
    const router = load.Router()
    router.get('/users/:id', (_request, response) => void response.end())
    app.use('/api', router)
    app.get('/top/:id', (_request, response) => void response.end())
    telemetry = new Telemetry({ disabled: new Set(['undici']) })
    expect(await routeOf('/top/3')).toBe('/top/:id')
    expect(await routeOf('/api/users/3')).toBe('/api/users/:id')
    expect(await routeOf('/api/nothing')).toBeUndefined()
  })

  test('mount points of which only the text is known do not become ever more routes', async () => {
    telemetry.stop()
    const router = load.Router()
    router.get('/users/:id', (_request, response) => void response.end())
    app.use('/late/:tenant', router)
    telemetry = new Telemetry({ disabled: new Set(['undici']) })
    const routes = new Set<unknown>()
    for (let i = 0; i < 60; i++) routes.add(await routeOf(`/late/t${i}/users/1`))
    expect(routes.size).toBeLessThanOrEqual(33)
  })

  test('the metric has the route', async () => {
    app.get('/items/:id', (_request, response) => void response.end())
    await routeOf('/items/1')
    await routeOf('/items/2')
    const [point] = await telemetry.points('http.server.request.duration')
    expect(point).toMatchObject({ attributes: { 'http.route': '/items/:id' }, value: 2 })
  })
})
