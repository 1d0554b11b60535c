import type { RawMessage } from './decode-protobuf.ts'
import type { ReceivedAttributes, ReceivedOrigin, ReceivedValue } from './received-telemetry.ts'

/** The sub-message of that name; an empty one if it is absent, as Protocol Buffers have it. */
export function message(raw: RawMessage, name: string): RawMessage {
  return (raw[name] ?? {}) as RawMessage
}

/** The repeated sub-messages of that name. */
export function messages(raw: RawMessage, name: string): readonly RawMessage[] {
  return (raw[name] ?? []) as readonly RawMessage[]
}

/** A string; empty if absent. */
export function text(raw: RawMessage, name: string): string {
  return (raw[name] ?? '') as string
}

/** A number; 0 if absent. OTLP/JSON writes 64 bits and non-finite doubles as text. */
export function number(raw: RawMessage, name: string): number {
  return Number(raw[name] ?? 0)
}

/** A number that may be absent. */
export function optionalNumber(raw: RawMessage, name: string): number | undefined {
  return raw[name] === undefined ? undefined : Number(raw[name])
}

/** Nanoseconds; 0 if absent. */
export function nanoseconds(raw: RawMessage, name: string): bigint {
  return BigInt((raw[name] ?? 0) as string | number | bigint)
}

/** Attributes under `name`, by key. */
export function attributes(raw: RawMessage, name = 'attributes'): ReceivedAttributes {
  return Object.fromEntries(
    messages(raw, name).map((pair) => [text(pair, 'key'), value(message(pair, 'value'))]),
  )
}

/** Turns an `AnyValue` into JavaScript; one that is empty is `null`. */
export function value(raw: RawMessage): ReceivedValue {
  const [kind, held] = Object.entries(raw)[0] ?? []
  switch (kind) {
    case 'intValue':
    case 'doubleValue':
      return Number(held)
    case 'arrayValue':
      return messages(held as RawMessage, 'values').map(value)
    case 'kvlistValue':
      return attributes(held as RawMessage, 'values')
    case undefined:
      return null
    default:
      return held as string | boolean | Uint8Array
  }
}

/**
 * Walks a request of any signal and yields each item with where it comes from.
 *
 * @param names - Names in OTLP/JSON of the three levels, such as `resourceSpans`, `scopeSpans`, `spans`.
 */
export function* items(
  request: RawMessage,
  names: readonly [string, string, string],
): Generator<[item: RawMessage, origin: ReceivedOrigin]> {
  for (const resourced of messages(request, names[0])) {
    const resource = attributes(message(resourced, 'resource'))
    for (const scoped of messages(resourced, names[1])) {
      const raw = message(scoped, 'scope')
      const scope = { name: text(raw, 'name'), version: text(raw, 'version'), attributes: attributes(raw) }
      for (const item of messages(scoped, names[2])) yield [item, { resource, scope }]
    }
  }
}
