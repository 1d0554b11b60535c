import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import { type Exemplar, NO_EXEMPLARS } from '../metric.ts'
import type { ProtobufReader } from './reader.ts'

/** Exemplars of one point that are kept: SDKs send one for each bucket at most. */
const MAX_EXEMPLARS = 256

/** Reads one `Exemplar` into the list, which is made when it is the shared empty one, and returns the list. */
export function addExemplar(exemplars: readonly Exemplar[], reader: ProtobufReader): readonly Exemplar[] {
  const exemplar = readExemplar(reader)
  if (exemplars === NO_EXEMPLARS) return [exemplar]
  if (exemplars.length < MAX_EXEMPLARS) (exemplars as Exemplar[]).push(exemplar)
  return exemplars
}

function readExemplar(reader: ProtobufReader): Exemplar {
  const end = reader.end()
  let timeMs = 0
  let value = 0
  let isInt = false
  let traceId = ''
  let spanId = ''
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x11) timeMs = reader.unixNano()
    else if (tag === 0x19) {
      value = reader.readDouble()
      isInt = false
    } else if (tag === 0x31) {
      value = reader.readSFixed64()
      isInt = true
    } else if (tag === 0x22) spanId = reader.id(8) ?? ''
    else if (tag === 0x2a) traceId = reader.id(16) ?? ''
    else if (tag === 0x3a) attributes = readAttribute(reader, attributes)
    else reader.skipField(tag, 'Exemplar', 0b1111_1100)
  }
  reader.close(end)
  return { timeMs, value, isInt, traceId, spanId, attributes }
}
