import type { MonitoringData } from '@cryo/protocol'

/** A value after JSON: dates are ISO text. */
export type Serialized<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Serialized<T[K]> }
    : T

/** {@link MonitoringData} as the page receives it. */
export type PageData = Serialized<MonitoringData>
