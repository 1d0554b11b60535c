import { PbfWriter } from 'pbf'

/** What a test wants to tell its spans apart by. */
export interface TestSpan {
  readonly name: string
  /** 32 hexadecimal digits; made from the name by default. */
  readonly traceId?: string
  /** 16 hexadecimal digits; made from the name by default. */
  readonly spanId?: string
}

/**
 * Encodes an `ExportTraceServiceRequest` with one bare span per name, for tests of what carries bodies.
 *
 * @example
 * await client.send({ bytes: encodeTraces(['a', 'b']), gzip: false })
 */
export function encodeTraces(
  spans: readonly (string | TestSpan)[],
  resource: Record<string, string> = {},
): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeMessage(1, writeResourceSpans, { resource, spans })
  return pbf.finish().slice()
}

interface Request {
  readonly resource: Readonly<Record<string, string>>
  readonly spans: readonly (string | TestSpan)[]
}

function writeResourceSpans(request: Request, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeResource, request.resource)
  pbf.writeMessage(2, writeScopeSpans, request.spans)
}

function writeResource(resource: Request['resource'], pbf: PbfWriter): void {
  for (const pair of Object.entries(resource)) pbf.writeMessage(1, writeKeyValue, pair)
}

function writeKeyValue([key, text]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key)
  pbf.writeMessage(2, (held: string, inner) => inner.writeStringField(1, held), text)
}

function writeScopeSpans(spans: Request['spans'], pbf: PbfWriter): void {
  for (const span of spans) pbf.writeMessage(2, writeSpan, typeof span === 'string' ? { name: span } : span)
}

function writeSpan(span: TestSpan, pbf: PbfWriter): void {
  const id = Buffer.from(span.name).toString('hex')
  pbf.writeBytesField(1, Buffer.from(span.traceId ?? id.slice(-32).padStart(32, '0'), 'hex'))
  pbf.writeBytesField(2, Buffer.from(span.spanId ?? id.slice(-16).padStart(16, '0'), 'hex'))
  pbf.writeStringField(5, span.name)
  pbf.writeFixed64Field(7, 1e9)
  pbf.writeFixed64Field(8, 2e9)
}
