import { DEFAULT_HISTORY } from './default-history.ts'
import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { OwnedTraces } from '../../src/history/owned-traces.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { createResource, createScope } from '../../src/otlp/resource.ts'
import { NO_EVENTS, NO_LINKS, type Span, STATUS_UNSET } from '../../src/otlp/span.ts'
import { TracesApi } from '../../src/query/traces-api.ts'

const TRACE_ID = 'a'.repeat(32)

let dir: TempDir
let traces: OwnedTraces
let api: TracesApi
beforeEach(() => {
  dir = createTempDir()
  traces = new OwnedTraces(dir.path)
  api = new TracesApi(traces)
})
afterEach(() => {
  traces.close()
  dir[Symbol.dispose]()
})

function span(more: Partial<Span> = {}): Span {
  return {
    traceId: TRACE_ID,
    spanId: 'b'.repeat(16),
    parentSpanId: '',
    traceState: '',
    flags: 1,
    name: 'fit',
    kind: 1,
    startMs: Date.now(),
    endMs: Date.now() + 5,
    attributes: toAttributes({
      bytes: new Uint8Array([1, 2]),
      ratio: Number.NaN,
      list: [1, 'a'],
      nested: { a: 1 },
    }),
    droppedAttributesCount: 0,
    events: NO_EVENTS,
    droppedEventsCount: 0,
    links: NO_LINKS,
    droppedLinksCount: 0,
    status: STATUS_UNSET,
    resource: createResource(toAttributes({ 'service.name': 'lab', 'service.instance.id': 'i' })),
    scope: createScope('test'),
    ...more,
  }
}

const ask = (query: string, traceId = '') =>
  api.answer(traceId, new URLSearchParams(query), new AbortController().signal)

describe('what is asked about traces', () => {
  it('cannot be answered while there is no history', async () => {
    expect(await ask('')).toMatchObject({ status: 503 })
  })

  it('is answered with what JSON can tell of spans, also after a restart of the hub', async () => {
    traces.open(DEFAULT_HISTORY)
    traces.take(span())
    traces.close()
    traces.open(DEFAULT_HISTORY)
    expect(await ask('', TRACE_ID)).toMatchObject({
      status: 200,
      body: {
        traceId: TRACE_ID,
        spans: [
          {
            name: 'fit',
            service: 'lab',
            instance: 'i',
            attributes: { bytes: 'AQI=', ratio: 'NaN', list: [1, 'a'], nested: { a: 1 } },
          },
        ],
      },
    })
    const list = await ask(
      'service=lab&name=FI&attribute=ratio:NaN&minDuration=1&status=unset&order=slowest&limit=5',
    )
    expect(list).toMatchObject({ status: 200, body: { isComplete: true, traces: [{ traceId: TRACE_ID }] } })
    expect(await ask('service=shop')).toMatchObject({ body: { traces: [] } })
    expect(await ask('', 'c'.repeat(32))).toMatchObject({ status: 404 })
  })

  it.each([
    ['limit=0', 'limit: expected a whole number from 1 to 200.'],
    ['limit=1000', 'limit: expected a whole number from 1 to 200.'],
    ['minDuration=long', 'minDuration: expected a number of milliseconds.'],
    ['start=', 'start: expected a number of milliseconds.'],
    ['status=bad', 'status: expected ok, error, unset.'],
    ['order=oldest', 'order: expected newest, slowest.'],
    ['attribute=route', 'attribute: expected key:value, such as http.route:/items.'],
    ['__proto__=1', expect.stringMatching(/^There is no parameter "__proto__": use service, name,/)],
  ])('with %s is refused with what is expected', async (query, error) => {
    traces.open(DEFAULT_HISTORY)
    expect(await ask(query)).toEqual({ status: 400, body: { error } })
  })

  it('of an id that is none is refused', async () => {
    traces.open(DEFAULT_HISTORY)
    expect(await ask('', '../etc')).toMatchObject({ status: 400 })
  })
})
