/** A value that tells series apart. */
export type AttributeValue = string | number | boolean

/**
 * Attributes of a measurement: those of the OpenTelemetry API, restricted to what a label can be.
 *
 * `undefined` leaves an attribute out. What else JavaScript lets through is treated so: a list of such values
 * becomes its JSON text, a 64-bit BigInt its digits, and anything else is left out, an attribute whose
 * getter throws included. Text is cut at {@link MAX_TEXT_LENGTH}.
 */
export type InstrumentAttributes = Readonly<Record<string, AttributeValue | undefined>>

/** UTF-16 units that are kept of a text, such as an attribute's value. */
export const MAX_TEXT_LENGTH = 1024
/** Items that are kept of a list. */
const MAX_LIST_ITEMS = 64

/**
 * Cuts a text at {@link MAX_TEXT_LENGTH} and makes it well-formed.
 *
 * The result is a copy: a slice would keep the whole text that it was cut from in memory.
 */
export function keepText(text: string): string {
  return Buffer.from(text.slice(0, MAX_TEXT_LENGTH)).toString()
}

/** The value under which an attribute is kept, or `undefined` to leave it out; never throws. */
export function keepValue(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return keepText(value)
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? String(value) : undefined
    case 'object':
      return keepList(value)
    default:
      return undefined
  }
}

function keepList(value: unknown): string | undefined {
  try {
    // A revoked proxy throws here already.
    if (!Array.isArray(value)) return undefined
    const items = value.slice(0, MAX_LIST_ITEMS).filter((item) => typeof item !== 'object')
    return keepText(JSON.stringify(items.map(keepValue)))
  } catch {
    return undefined
  }
}

/** Own attributes as they are, without those whose getter throws; never throws. */
export function readAttributes(attributes: unknown): [key: string, value: unknown][] {
  if (typeof attributes !== 'object' || attributes === null) return []
  const read: [string, unknown][] = []
  try {
    for (const key of Object.keys(attributes)) {
      try {
        read.push([key, Reflect.get(attributes, key)])
      } catch {
        // A getter threw: the attribute is left out, the others still tell the series.
      }
    }
  } catch {
    // A proxy refused to tell its keys.
  }
  return read
}

/** A copy that later changes of the original do not reach; never throws. */
export function copyAttributes(attributes: InstrumentAttributes | undefined): InstrumentAttributes {
  const kept = readAttributes(attributes).map(([key, value]) => [key, keepValue(value)] as const)
  // fromEntries defines properties, so that a key `__proto__` is data like any other.
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined))
}
