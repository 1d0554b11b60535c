import { createAccumulator, useAccumulator } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { recordFigures } from '../../src/other-sdk/span-figures.ts'
import type { SdkSpan } from '../../src/other-sdk/sdk-span.ts'

let reader = createSeriesReader()
beforeEach(() => {
  reader = createSeriesReader()
  useAccumulator(createAccumulator({ sink: reader }))
})
afterEach(() => useAccumulator(null))

/** A span of 1.5 s. */
function spanWith(kind: SpanKind, attributes: Attributes, code = SpanStatusCode.UNSET): SdkSpan {
  return {
    name: 'any',
    kind,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    startTime: [10, 500_000_000],
    endTime: [12, 0],
    status: { code },
    attributes,
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

interface Figure {
  readonly name: string
  readonly sum: number
  readonly attributes: Attributes
}

function figures(): Figure[] {
  const found: Figure[] = []
  reader.read(({ name }, { attributes }, { sum }) => found.push({ name, sum, attributes }))
  return found
}

describe('figures from spans', () => {
  it.for([
    [
      'of a server',
      {
        'http.request.method': 'POST',
        'http.route': '/screen',
        'http.response.status_code': 503,
        'url.scheme': 'https',
        'network.protocol.version': '1.1',
      },
    ],
    [
      'of a server, by the names before',
      {
        'http.method': 'POST',
        'http.route': '/screen',
        'http.status_code': 503,
        'http.scheme': 'https',
        'http.flavor': '1.1',
      },
    ],
  ] as const)('are those %s', ([, attributes]) => {
    recordFigures(spanWith(SpanKind.SERVER, attributes))
    expect(figures()).toEqual([
      {
        name: 'http.server.request.duration',
        sum: 1.5,
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/screen',
          'http.response.status_code': 503,
          'url.scheme': 'https',
          'network.protocol.version': '1.1',
          'error.type': '503',
        },
      },
    ])
  })

  it.for([
    ['a refused request', { 'http.response.status_code': 404 }, SpanStatusCode.ERROR, '404'],
    ['no answer', {}, SpanStatusCode.ERROR, '_OTHER'],
    ['an error with a type', { 'error.type': 'ECONNREFUSED' }, SpanStatusCode.ERROR, 'ECONNREFUSED'],
    ['success', { 'http.response.status_code': 200 }, SpanStatusCode.UNSET, undefined],
  ] as const)('of a client tell the host and how it failed: %s', ([, more, code, errorType]) => {
    const attributes = { 'http.method': 'GET', 'http.url': 'http://lims.example:8080/runs', ...more }
    recordFigures(spanWith(SpanKind.CLIENT, attributes, code))
    const [figure] = figures()
    expect(figure?.name).toBe('http.client.request.duration')
    expect(figure?.attributes).toMatchObject({ 'server.address': 'lims.example' })
    expect(figure?.attributes['error.type']).toBe(errorType)
  })

  it.for([
    ['stable', { 'db.system.name': 'mysql', 'db.operation.name': 'INSERT', 'db.collection.name': 'runs' }],
    ['before', { 'db.system': 'mysql', 'db.operation': 'INSERT', 'db.sql.table': 'runs' }],
    ['by the text alone', { 'db.system': 'mysql', 'db.statement': "INSERT INTO runs VALUES ('x')" }],
  ] as const)('of a query: %s', ([, attributes]) => {
    recordFigures(spanWith(SpanKind.CLIENT, attributes))
    expect(figures()).toEqual([
      {
        name: 'db.client.operation.duration',
        sum: 1.5,
        attributes: {
          'db.system.name': 'mysql',
          'db.operation.name': 'INSERT',
          'db.collection.name': 'runs',
        },
      },
    ])
  })

  it.for([
    ['inside', SpanKind.INTERNAL, { 'http.request.method': 'GET' }],
    ['a connection', SpanKind.CLIENT, { 'db.system': 'postgresql' }],
    ['a message', SpanKind.CONSUMER, { 'messaging.system': 'kafka' }],
    ['another protocol', SpanKind.SERVER, { 'rpc.system': 'grpc' }],
    ['nonsense', SpanKind.SERVER, { 'http.request.method': ['GET'] }],
  ] as const)('there are none of other spans: %s', ([, kind, attributes]) => {
    recordFigures(spanWith(kind, { ...attributes }))
    expect(figures()).toEqual([])
  })
})
