import { createRequire } from 'node:module'
import { createServer } from 'node:http'

import KoaRouter from '@koa/router'
import express from 'express'
import type express4Type from 'express'
import type { fastify as Fastify } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'

import { findRoutes } from '../../src/applications/find-routes.ts'

const require = createRequire(import.meta.url)
const express4 = require('express4') as typeof express4Type
const { fastify } = require('fastify') as { fastify: typeof Fastify }

function named(app: object): string[] {
  return findRoutes(app).map(({ method, route }) => `${method} ${route}`)
}

const answer = (): void => {}

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('%s', (version, create) => {
  it('tells its routes, those of routers with their mount points', () => {
    const app = create()
    const nested = create.Router()
    nested.get('/part', answer)
    const router = create.Router().get('/', answer).use(nested)
    app.use((_request, _response, next) => next())
    app.get('/item/:id', answer)
    app.post('/item/:id', answer)
    app.all('/any', answer)
    app.get(/^\/re/, answer)
    app.get(['/a', '/b'], answer)
    app.use('/api/:tenant', router)
    const own = ['GET /item/:id', 'POST /item/:id', 'ALL /any', 'GET /^\\/re/', 'GET /a', 'GET /b']
    // Express 4 keeps only an expression of a mount point that nobody saw.
    const mounted = version === 'Express 5' ? ['GET /api/:tenant', 'GET /api/:tenant/part'] : []
    expect(named(app)).toEqual([...own, ...mounted])
    expect(named(createServer(app))).toEqual(named(app))
  })

  it('without a route has none, and gets its settings afterwards', () => {
    const app = create()
    expect(named(app)).toEqual([])
    app.set('case sensitive routing', true)
    app.get('/Case', answer)
    const key = version === 'Express 5' ? 'router' : '_router'
    expect(Reflect.get(Reflect.get(app, key) as object, 'caseSensitive')).toBe(true)
  })
})

describe('Fastify 5', () => {
  it.each([false, true])('tells its routes, ready: %s', async (ready) => {
    const app = fastify()
    app.get('/', answer)
    app.get('/items/:id', answer)
    app.post('/items/:id', answer)
    app.get('/items/:id/parts/*', answer)
    app.get('/number/:n(^\\d+$)', answer)
    app.all('/any', answer)
    app.get('/v', { constraints: { version: '1.0.0' } }, answer)
    app.route({ method: ['PUT', 'PATCH'], url: '/two', handler: answer })
    await app.register(
      (scope, _options, done) => {
        scope.get('/', answer)
        scope.get('/in', answer)
        done()
      },
      { prefix: '/scope/:part' },
    )
    if (ready) await app.ready()
    const expected = [
      'GET /',
      'GET /items/:id',
      'POST /items/:id',
      'GET /items/:id/parts/*',
      'GET /number/:n(^\\d+$)',
      'ALL /any',
      'GET /v',
      'PUT /two',
      'PATCH /two',
      'GET /scope/:part',
      'GET /scope/:part/in',
    ]
    expect(new Set(named(app))).toEqual(new Set(expected))
    await app.close()
  })
})

describe('Koa', () => {
  it('tells the routes of its routers', () => {
    const nested = new KoaRouter().get('/deep/:y', answer)
    const router = new KoaRouter({ prefix: '/api' })
    router.use(answer)
    router.get('/items/:id', answer).all('/any', answer).get(/^\/re/, answer)
    router.use('/nest', nested.routes())
    const app = new Koa().use(answer).use(router.routes()).use(router.allowedMethods())
    expect(named(app)).toEqual([
      'GET /api/items/:id',
      'ALL /api/any',
      'GET /^\\/re/',
      'GET /api/nest/deep/:y',
    ])
  })
})

describe('Hono', () => {
  it('tells its routes and those of applications within', () => {
    const nested = new Hono().get('/y/:z', (context) => context.text(''))
    const app = new Hono()
      .use(async (_context, next) => next())
      .get('/x/:id', (context) => context.text(''))
      .all('/any', (context) => context.text(''))
      .get('/files/*', (context) => context.text(''))
      .route('/sub', nested)
    expect(named(app)).toEqual(['GET /x/:id', 'ALL /any', 'GET /files/*', 'GET /sub/y/:z'])
  })
})

describe('anything else', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const refuse = (): never => {
    throw undefined
  }
  const cycle: Record<string, unknown> = { stack: [] }
  ;(cycle['stack'] as unknown[]).push({ handle: cycle, rawPath: '/' })
  const getters = ['stack', '_router', 'router', 'printRoutes', 'middleware', 'routes', 'listeners']
  it.each<[string, object]>([
    ['an empty object', {}],
    ['a server without routes', createServer(answer)],
    ['a revoked proxy', proxy],
    [
      'getters that throw',
      Object.defineProperties({}, Object.fromEntries(getters.map((key) => [key, { get: refuse }]))),
    ],
    ['methods that throw', { printRoutes: refuse, listeners: refuse }],
    ['methods that return nonsense', { printRoutes: () => 5, listeners: () => 'x' }],
    ['a text that is no tree', { printRoutes: () => '└── \n│   \n├── x (\n        └── y (GET)' }],
    ['a router within itself', cycle],
    [
      'lists of anything',
      { stack: [null, 1, proxy, { route: null }, { route: { path: proxy, methods: proxy } }] },
    ],
    [
      'routes of anything',
      { routes: [null, proxy, { method: 'GET' }, { method: 1, path: 2 }], middleware: [proxy, 1] },
    ],
  ])('%s has no routes and throws nothing', (_case, app) => {
    expect(named(app).filter((name) => name !== 'GET y')).toEqual([])
  })
})
