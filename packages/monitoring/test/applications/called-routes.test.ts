import { createServer, type Server } from 'node:http'

import { getRequestListener } from '@hono/node-server'
import KoaRouter from '@koa/router'
import { SpanKind } from '@opentelemetry/api'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { addKnownApplication, sampleRoutes } from '../../src/applications/known-applications.ts'
import { close, listen } from '../instrumentation/fixtures/servers.ts'
import { Telemetry } from '../instrumentation/fixtures/telemetry.ts'

let telemetry: Telemetry
let server: Server

beforeEach(() => {
  telemetry = new Telemetry({ disabled: new Set(['undici']) })
})
afterEach(async () => {
  await close(server)
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

async function routeOf(port: number, path: string, method = 'GET'): Promise<[string, unknown]> {
  telemetry.reset()
  await (await fetch(`http://127.0.0.1:${port}${path}`, { method })).arrayBuffer()
  const { name, attributes } = await telemetry.waitForOne(({ kind }) => kind === SpanKind.SERVER)
  return [name, attributes['http.route']]
}

it('Koa tells the route that its router matched', async () => {
  const app = new Koa()
  addKnownApplication(app)
  addKnownApplication(app)
  app.silent = true
  const router = new KoaRouter({ prefix: '/api' })
  router.get('/items/:id', (context) => {
    context.body = 'x'
  })
  router.get('/fails/:id', () => {
    throw new Error('mine')
  })
  app.use(router.routes())
  server = createServer(app.callback())
  const port = await listen(server)
  expect(await routeOf(port, '/api/items/7')).toEqual(['GET /api/items/:id', '/api/items/:id'])
  expect(await routeOf(port, '/api/fails/7')).toEqual(['GET /api/fails/:id', '/api/fails/:id'])
  expect(await routeOf(port, '/nothing')).toEqual(['GET', undefined])
})

it('Hono tells the route that matches, also where middleware answers', async () => {
  const app = new Hono()
  app.use('/secret/*', (context) => Promise.resolve(context.text('no', 401)))
  app.get('/items/:id', (context) => context.text('x'))
  app.get('/secret/:what', (context) => context.text('x'))
  app.route(
    '/sub',
    new Hono().get('/y/:z', (context) => context.text('y')),
  )
  addKnownApplication(app)
  server = createServer(getRequestListener((request, bindings) => app.fetch(request, bindings)))
  const port = await listen(server)
  expect(await routeOf(port, '/items/7')).toEqual(['GET /items/:id', '/items/:id'])
  expect(await routeOf(port, '/items/7', 'HEAD')).toEqual(['HEAD /items/:id', '/items/:id'])
  expect(await routeOf(port, '/sub/y/7')).toEqual(['GET /sub/y/:z', '/sub/y/:z'])
  expect(await routeOf(port, '/secret/7')).toEqual(['GET /secret/:what', '/secret/:what'])
  expect(await routeOf(port, '/nothing')).toEqual(['GET', undefined])
})

it('tells at most two hundred routes, called or not, and takes anything', async () => {
  server = createServer()
  await listen(server)
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  for (const app of [
    undefined,
    null,
    5,
    'x',
    proxy,
    Object.freeze({ middleware: [], router: { match() {} } }),
  ]) {
    addKnownApplication(app)
  }
  const app = new Hono()
  for (let index = 0; index < 300; index++) app.get(`/route/${index}`, (context) => context.text(''))
  addKnownApplication(app)
  sampleRoutes()
  const points = await telemetry.points('cryo.http.route')
  expect(points).toHaveLength(200)
  expect(points.every(({ value }) => value === 1)).toBe(true)
})
