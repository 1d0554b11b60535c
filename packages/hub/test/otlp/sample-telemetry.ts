import { type Attributes, NO_ATTRIBUTES, toAttributes } from '../../src/otlp/attributes.ts'
import {
  type Exemplar,
  NO_EXEMPLARS,
  NO_RECORDED_VALUE,
  type ResourceMetrics,
} from '../../src/otlp/metric.ts'
import type { Resource, Scope } from '../../src/otlp/resource.ts'
import { NO_EVENTS, NO_LINKS, type ResourceSpans, type Span, STATUS_UNSET } from '../../src/otlp/span.ts'

/** A resource with a value of every type that an attribute may have. */
export const RESOURCE: Resource = {
  attributes: toAttributes({
    'service.name': 'shop',
    negative: -5,
    fraction: 0.5,
    infinite: Number.POSITIVE_INFINITY,
    yes: true,
    long: 'ü'.repeat(200),
    emoji: 'a😀b',
    bytes: new Uint8Array([1, 2, 255]),
    list: ['x', 1, [true, null]],
    map: toAttributes({ k: 'v', deeper: toAttributes({ z: 1 }) }),
    nothing: null,
    large: Number.MAX_SAFE_INTEGER,
    ['__proto__']: 'data',
    empty: '',
  }),
  droppedAttributesCount: 3,
  schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
}

export const SCOPE: Scope = {
  name: 'a.library',
  version: '9',
  attributes: toAttributes({ q: 1 }),
  droppedAttributesCount: 2,
  schemaUrl: 'https://opentelemetry.io/schemas/1.29.0',
}

/** A span in which every field is set. */
export const FULL: Span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  traceState: 'a=b',
  flags: 0x301,
  name: 'full',
  kind: 3,
  startMs: 1_763_800_000_123.25,
  endMs: 1_763_800_000_124.5,
  attributes: toAttributes({ x: 'y'.repeat(300) }),
  droppedAttributesCount: 1,
  events: [
    {
      timeMs: 1_763_800_000_123.5,
      name: 'e',
      attributes: toAttributes({ m: 'z' }),
      droppedAttributesCount: 4,
    },
    { timeMs: 1_763_800_000_124, name: '', attributes: NO_ATTRIBUTES, droppedAttributesCount: 0 },
  ],
  droppedEventsCount: 5,
  links: [
    {
      traceId: '1af7651916cd43dd8448eb211c80319c',
      spanId: 'c7ad6b7169203331',
      traceState: 't',
      flags: 0x101,
      attributes: toAttributes({ l: 1 }),
      droppedAttributesCount: 6,
    },
  ],
  droppedLinksCount: 7,
  status: { code: 2, message: 'bad' },
  resource: RESOURCE,
  scope: SCOPE,
}

/** A span in which no more is set than must be. */
export const BARE: Span = {
  ...FULL,
  spanId: 'b7ad6b7169203332',
  parentSpanId: '',
  traceState: '',
  flags: 0,
  name: '',
  kind: 0,
  attributes: NO_ATTRIBUTES,
  droppedAttributesCount: 0,
  events: NO_EVENTS,
  droppedEventsCount: 0,
  links: NO_LINKS,
  droppedLinksCount: 0,
  status: STATUS_UNSET,
}

/** {@link FULL} and {@link BARE}. */
export const TRACES: readonly ResourceSpans[] = [
  { resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: [FULL, BARE] }] },
]

const EXEMPLAR: Exemplar = {
  timeMs: 1_763_800_000_001.5,
  value: 3,
  isInt: true,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  attributes: toAttributes({ f: 1 }),
}
const POINT = {
  attributes: toAttributes({ route: '/x', code: 200 }) as Readonly<Attributes>,
  startMs: 1_763_800_000_000.25,
  timeMs: 1_763_800_060_000.75,
  flags: 0,
}
const TOTALS = { count: 6, sum: 1.5, min: 0, max: 9 }

/** Metrics of every type, in which every field is set once. */
export const METRICS: readonly ResourceMetrics[] = [
  {
    resource: RESOURCE,
    scopeMetrics: [
      {
        scope: SCOPE,
        metrics: [
          {
            name: 'gauge',
            description: 'A gauge.',
            unit: 's',
            type: 'gauge',
            points: [
              { ...POINT, value: -2.5, isInt: false, exemplars: NO_EXEMPLARS },
              {
                ...POINT,
                attributes: NO_ATTRIBUTES,
                value: -3,
                isInt: true,
                exemplars: [EXEMPLAR, { ...EXEMPLAR, isInt: false, value: 0.5, traceId: '', spanId: '' }],
              },
              { ...POINT, flags: NO_RECORDED_VALUE, value: 0, isInt: false, exemplars: NO_EXEMPLARS },
            ],
          },
          {
            name: 'sum',
            description: '',
            unit: '',
            type: 'sum',
            monotonic: true,
            temporality: 'delta',
            points: [{ ...POINT, value: 2 ** 52, isInt: true, exemplars: NO_EXEMPLARS }],
          },
          {
            name: 'histogram',
            description: '',
            unit: 'ms',
            type: 'histogram',
            temporality: 'cumulative',
            points: [
              { ...POINT, ...TOTALS, bounds: [1, 2.5], counts: [1, 2, 3], exemplars: [EXEMPLAR] },
              { ...POINT, ...TOTALS, bounds: [1, 2.5], counts: [0, 2 ** 40, 3], exemplars: NO_EXEMPLARS },
              {
                ...POINT,
                count: 6,
                sum: undefined,
                min: undefined,
                max: undefined,
                bounds: [],
                counts: [],
                exemplars: NO_EXEMPLARS,
              },
            ],
          },
          {
            name: 'exponential',
            description: '',
            unit: 'ms',
            type: 'exponentialHistogram',
            temporality: 'cumulative',
            points: [
              {
                ...POINT,
                ...TOTALS,
                count: 2 ** 33,
                scale: -3,
                zeroCount: 4,
                zeroThreshold: 0.25,
                positive: { offset: -7, counts: [1, 0, 300, 2 ** 40] },
                negative: { offset: 3, counts: [5] },
                exemplars: NO_EXEMPLARS,
              },
            ],
          },
          {
            name: 'summary',
            description: '',
            unit: '',
            type: 'summary',
            points: [
              {
                ...POINT,
                count: 3,
                sum: 4.5,
                quantiles: [
                  { quantile: 0.5, value: 1 },
                  { quantile: 0, value: 0 },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
]
