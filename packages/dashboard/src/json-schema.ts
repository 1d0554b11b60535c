/** A JSON schema that describes values of `T`, so that the compiler compares a schema with a type. */
export interface JsonSchema<T> {
  readonly [keyword: string]: unknown
  /** Never there; ties the schema to exactly `T`. */
  readonly describes?: (value: T) => T
}

type Describes<S> = S extends JsonSchema<infer T> ? T : never

/** Describes text. */
export const text: JsonSchema<string> = { type: 'string' }

/** Describes a finite number. */
export const number: JsonSchema<number> = { type: 'number' }

/** Describes `true` or `false`. */
export const flag: JsonSchema<boolean> = { type: 'boolean' }

/** Describes a date, which is ISO 8601 text in JSON. */
export const date: JsonSchema<Date> = { type: 'string', format: 'date-time' }

/** Describes one of the given words. */
export function oneOf<const T extends string>(words: readonly T[]): JsonSchema<T> {
  return { enum: words }
}

/** Describes what the schema does, or `null` where nothing is known. */
export function nullable<T>(schema: JsonSchema<T>): JsonSchema<T | null> {
  return { anyOf: [schema, { type: 'null' }] }
}

/** Describes a list of any length. */
export function listOf<T>(items: JsonSchema<T>): JsonSchema<readonly T[]> {
  return { type: 'array', items }
}

/** Describes an object with any keys. */
export function mapOf<T>(values: JsonSchema<T>): JsonSchema<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: values }
}

/** Describes an object that has all of these properties; it may have more, as later versions will. */
export function object<P extends Record<string, object>>(
  properties: P,
): JsonSchema<{ readonly [K in keyof P]: Describes<P[K]> }> {
  return { type: 'object', properties, required: Object.keys(properties) }
}
