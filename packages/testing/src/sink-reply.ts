import { PbfWriter } from 'pbf'
import type { SinkFault } from './sink-fault.ts'

/** The body of a sound reply: empty, or with the fault's partial success. */
export function encodeReply(fault: SinkFault, path: string): Uint8Array {
  const partial = fault.partialSuccess
  if (partial === undefined) return new Uint8Array()
  if (partial.json === true) {
    const name = path.endsWith('/v1/traces')
      ? 'rejectedSpans'
      : path.endsWith('/v1/metrics')
        ? 'rejectedDataPoints'
        : 'rejectedLogRecords'
    // OTLP/JSON writes 64-bit numbers as text.
    const partialSuccess = { [name]: String(partial.rejected), errorMessage: partial.message ?? '' }
    return Buffer.from(JSON.stringify({ partialSuccess }))
  }
  const pbf = new PbfWriter()
  pbf.writeMessage(
    1,
    (_, inner) => {
      inner.writeVarintField(1, partial.rejected)
      inner.writeStringField(2, partial.message ?? '')
    },
    undefined,
  )
  return pbf.finish()
}
