import type { TracesReply, TracesRequest } from '../../src/dashboard-source.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

interface Part {
  readonly id: string
  readonly parent: string
  readonly name: string
  readonly kind: number
  readonly from: number
  readonly to: number
  readonly service?: string
  readonly failed?: boolean
  readonly attributes?: Readonly<Record<string, string | number>>
}

const PARTS: readonly Part[] = [
  {
    id: '1',
    parent: '',
    name: 'POST /api/mixtures/screen',
    kind: 2,
    from: 0,
    to: 412,
    failed: true,
    attributes: { 'http.route': '/api/mixtures/screen', 'http.response.status_code': 500 },
  },
  { id: '2', parent: '1', name: 'load_mixture', kind: 1, from: 4, to: 38 },
  {
    id: '3',
    parent: '2',
    name: 'SELECT mixtures',
    kind: 3,
    from: 6,
    to: 21,
    attributes: { 'db.system.name': 'postgresql' },
  },
  {
    id: '4',
    parent: '2',
    name: 'SELECT molecules',
    kind: 3,
    from: 22,
    to: 37,
    attributes: { 'db.system.name': 'postgresql' },
  },
  {
    id: '5',
    parent: '1',
    name: 'screen_mixture',
    kind: 1,
    from: 40,
    to: 405,
    service: 'screening',
    failed: true,
  },
  { id: '6', parent: '5', name: 'fit_viscosity', kind: 1, from: 44, to: 180, service: 'screening' },
  {
    id: '7',
    parent: '5',
    name: 'GET pubchem.ncbi.nlm.nih.gov',
    kind: 3,
    from: 182,
    to: 396,
    service: 'screening',
    failed: true,
  },
]

/** A trace that any id stands for, and a list with it. */
export function stubTraces({ traceId }: TracesRequest): TracesReply {
  const startMs = Date.now() - 60_000
  const spans = PARTS.map((part) => ({
    traceId: traceId || TRACE_ID,
    spanId: part.id,
    parentSpanId: part.parent,
    name: part.name,
    kind: part.kind,
    startMs: startMs + part.from,
    endMs: startMs + part.to,
    status: part.failed === true ? 'error' : 'unset',
    statusMessage: part.failed === true ? 'did not answer within 200 ms' : '',
    attributes: part.attributes ?? {},
    events:
      part.failed === true
        ? [
            {
              timeMs: startMs + part.to - 1,
              name: 'exception',
              attributes: {
                'exception.type': 'TimeoutError',
                'exception.message': 'did not answer',
                'exception.stacktrace':
                  'TimeoutError: did not answer\n    at fetchProperties (src/pubchem.ts:41:9)',
              },
            },
          ]
        : [],
    links: [],
    service: part.service ?? 'cryoprotect',
    instance: 'a',
  }))
  if (traceId !== '') return { status: 200, body: { traceId, spans } }
  const traces = [
    {
      traceId: TRACE_ID,
      service: 'cryoprotect',
      name: 'POST /api/mixtures/screen',
      startMs,
      durationMs: 412,
      status: 'error',
      spanCount: 7,
      services: ['cryoprotect', 'screening'],
    },
    {
      traceId: 'a'.repeat(32),
      service: 'cryoprotect',
      name: 'GET /api/molecules/:id',
      startMs: startMs - 8000,
      durationMs: 18,
      status: 'unset',
      spanCount: 2,
      services: ['cryoprotect'],
    },
  ]
  return { status: 200, body: { traces, isComplete: true } }
}
