import { fileURLToPath } from 'node:url'

import { runProcess } from '@cryo/testing'
import { SpanKind } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startPostgres } from '@cryo/testing/postgres'
import type { TestPostgres } from '@cryo/testing/postgres'

interface PrintedSpan {
  readonly name: string
  readonly kind: SpanKind
  readonly id: string
  readonly parent?: string
  readonly attributes: Record<string, unknown>
}

interface Printed {
  readonly spans: readonly PrintedSpan[]
  readonly failures: readonly string[]
  readonly loaded: readonly string[]
}

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})

afterAll(async () => {
  await postgres.remove()
})

const run = async (entry: string, ...imports: readonly string[]): Promise<Printed> => {
  await using app = runProcess({
    entry: fixture(entry),
    // Node 26 warns of the older kind of hooks.
    nodeArgs: ['--disable-warning=DEP0205', ...imports.flatMap((name) => ['--import', fixture(name)])],
    env: { PG_PORT: String(postgres.port) },
  })
  const { code, stdout, stderr } = await app.exited
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout.slice(stdout.indexOf('SPANS ') + 6)) as Printed
}

test.each([
  ['app-first.mjs'],
  ['app-first.cjs'],
  ['app.mjs', 'register.ts'],
  ['app.cjs', 'register.ts'],
  ['app-late.mjs'],
  ['app-late.cjs'],
  ['app.mjs', 'passing-hooks.mjs', 'register.ts'],
  ['app.cjs', 'passing-hooks.mjs', 'register.ts'],
  ['app.mjs', 'async-hooks.mjs', 'register.ts'],
])('%s %s %s', async (entry, ...imports) => {
  const { spans, failures } = await run(entry, ...imports.filter(Boolean))
  expect(failures).toEqual([])
  const find = (kind: SpanKind, name: string, url?: string): PrintedSpan | undefined =>
    spans.find(
      (span) => span.kind === kind && span.name === name && (url === undefined || path(span) === url),
    )
  const path = ({ attributes }: PrintedSpan): unknown =>
    attributes['url.path'] ?? new URL(String(attributes['url.full'])).pathname
  const outer = find(SpanKind.SERVER, 'GET /mount/:m/outer/:id')
  expect(outer?.parent).toBe(find(SpanKind.CLIENT, 'GET', '/mount/1/outer/2')?.id)
  for (const inner of ['/inner/http', '/inner/fetch']) {
    const call = find(SpanKind.CLIENT, 'GET', inner)
    expect(call?.parent).toBe(outer?.id)
    expect(find(SpanKind.SERVER, 'GET /inner/:kind', inner)?.parent).toBe(call?.id)
  }
  expect(spans.find(({ name }) => name === 'SELECT pg_class')?.parent).toBe(outer?.id)
  // A connect is a span only if it failed or took long, as it may here.
  expect(spans.filter(({ name }) => name !== 'pg.connect')).toHaveLength(7)
})

test('starting loads nothing of HTTP', async () => {
  const { loaded } = await run('app.mjs', 'register.ts')
  expect(loaded).toEqual([])
})
