/** A request body that is not OTLP; `message` says where and why, in words for whoever sent it. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError'
}

/** What was thrown while a body was decoded, as the one error that decoders throw. */
export function toDecodeError(what: string, thrown: unknown): OtlpDecodeError {
  if (thrown instanceof OtlpDecodeError) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new OtlpDecodeError(`${what}: ${reason}`, { cause: thrown })
}
