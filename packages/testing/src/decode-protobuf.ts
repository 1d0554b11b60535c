import { PbfReader } from 'pbf'
import type { MessageSchema, ScalarKind } from './otlp-schema.ts'

/** A decoded message in the shape of OTLP/JSON; fields that the schema does not name are left out. */
export type RawMessage = Readonly<Record<string, unknown>>

const readers: Readonly<Record<ScalarKind, (pbf: PbfReader) => unknown>> = {
  string: (pbf) => pbf.readString(),
  bytes: (pbf) => pbf.readBytes().slice(),
  hex: (pbf) => Buffer.from(pbf.readBytes()).toString('hex'),
  bool: (pbf) => pbf.readBoolean(),
  int64: (pbf) => pbf.readVarint(true),
  sint32: (pbf) => pbf.readSVarint(),
  double: (pbf) => pbf.readDouble(),
  fixed32: (pbf) => pbf.readFixed32(),
  fixed64: (pbf) => readLong(pbf, 'getBigUint64'),
  sfixed64: (pbf) => readLong(pbf, 'getBigInt64'),
}

/** `pbf` reads 64 bits as a double, which rounds nanoseconds since 1970. */
function readLong(pbf: PbfReader, how: 'getBigUint64' | 'getBigInt64'): bigint {
  const value = pbf.dataView[how](pbf.pos, true)
  pbf.pos += 8
  return value
}

const LENGTH_DELIMITED = 2
const OWN_LENGTH: ReadonlySet<ScalarKind> = new Set(['string', 'bytes', 'hex'])

/** Decodes a protobuf message; throws `RangeError` or `Error` if the bytes are not one. */
export function decodeProtobuf(schema: MessageSchema, bytes: Uint8Array): RawMessage {
  const pbf = new PbfReader(bytes)
  const message = pbf.readFields((tag, into, reader) => readField(schema, tag, into, reader), {})
  if (pbf.pos !== bytes.length) throw new RangeError(`message of ${bytes.length} bytes ends at ${pbf.pos}`)
  return message
}

function readField(schema: MessageSchema, tag: number, into: Record<string, unknown>, pbf: PbfReader): void {
  const field = schema[tag]
  if (field === undefined) return
  const [name, kind, repeated] = field
  if (typeof kind === 'function') {
    const value = pbf.readMessage((inner, target, reader) => readField(kind(), inner, target, reader), {})
    if (repeated === undefined) into[name] = value
    else ((into[name] ??= []) as unknown[]).push(value)
    return
  }
  if (repeated === undefined) {
    into[name] = readers[kind](pbf)
    return
  }
  const values = (into[name] ??= []) as unknown[]
  if (pbf.type !== LENGTH_DELIMITED || OWN_LENGTH.has(kind)) {
    values.push(readers[kind](pbf))
    return
  }
  const end = pbf.readVarint() + pbf.pos
  while (pbf.pos < end) values.push(readers[kind](pbf))
}
