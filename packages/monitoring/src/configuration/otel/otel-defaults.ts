import type { OtelSettings } from './otel-settings.ts'

/** What holds while no `OTEL_*` variable is set; where nothing else is said, the default of the specification. */
export const OTEL_DEFAULTS: OtelSettings = {
  disabled: false,
  serviceName: null,
  resourceAttributes: {},
  // The specification sends to localhost; nobody asked for that here.
  forward: null,
  // That of a usual Prometheus scrape; the minute of the specification is too long to watch.
  metricExportIntervalMs: 15_000,
  // The five seconds of the specification spare the application; the hub has none to spare.
  spanBatch: { delayMs: 1000, maxItems: 512 },
  sampler: { root: 'always_on', ratio: 1, parentBased: true },
  spanLimits: {
    attributeCountLimit: 128,
    attributeValueLengthLimit: Infinity,
    eventCountLimit: 128,
    linkCountLimit: 128,
    attributePerEventCountLimit: 128,
    attributePerLinkCountLimit: 128,
  },
  propagators: ['tracecontext', 'baggage'],
  // As in the SDK for JavaScript, which says nothing of itself unless it is asked to.
  logLevel: 'none',
  disabledInstrumentations: [],
  needsSdkNode: [],
  prometheusExporter: null,
  notices: [],
}
