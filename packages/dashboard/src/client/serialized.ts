import type { MonitoringData } from '@cryo/protocol'

/** A value after JSON: dates are ISO text. */
export type Serialized<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Serialized<T[K]> }
    : T

/** {@link MonitoringData} as the page receives it. */
export type PageData = Serialized<MonitoringData>

/** An object of the data, whatever it holds. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object with named parts. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
